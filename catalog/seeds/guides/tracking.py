"""Following a parcel: the link, the hand-over to USPS, silences and trouble."""

from catalog.seeds.guides.page import GuidePage, callout, heading, steps, text

TRACKING = GuidePage(
    slug="tracking-your-parcel",
    position=90,
    title_en="Tracking your parcel",
    title_ko="소포 배송 조회",
    summary_en="Where to follow EMS and FedEx parcels, why USPS appears, and what if nothing moves.",
    summary_ko="EMS와 FedEx 소포를 보는 곳, USPS가 나오는 이유, 멈춰 있을 때 하는 일을 알려 드려요.",
    blocks_en=[
        text("""
            <p>When your parcel leaves, we send you its tracking number and a link of our own. The page
            behind it shows every scan. We ask the courier again and again, and more often when the parcel
            is out for delivery, so you need not.</p>
            """),
        heading("The usual way"),
        steps(
            (
                "Label made",
                "<p>The courier has the number. The first scan usually shows within a day.</p>",
            ),
            ("Picked up and on its way", "<p>Accepted in Korea, sorted, flown to the U.S.</p>"),
            (
                "At customs",
                "<p>It passes U.S. customs. Some days without a scan are usual here.</p>",
            ),
            ("Out for delivery", "<p>The parcel is on the van.</p>"),
            ("Delivered", "<p>We write to you as soon as the courier reports it.</p>"),
        ),
        heading("EMS becomes USPS"),
        text("""
            <p>An EMS number has two letters, nine digits and two letters, and ends with KR. Korea Post
            carries the parcel to the U.S.; from its arrival on, USPS carries it <strong>under the same
            number</strong>. Our page then asks both and shows who told what. You can also type the number
            in at USPS. FedEx brings its parcels to the door itself.</p>
            """),
        heading("Times and words"),
        text("""
            <p>Each time is local to the place of the scan. The small lines are the courier's own words; we
            do not change them.</p>
            """),
        heading("If nothing moves"),
        text("""
            <p>A person looks at your parcel when it was shipped 4 days ago and has no scan yet, when it was
            on its way for 7 days or at customs for 5 days without a new one, when it was out for delivery
            for 2 days, or when it waits to be collected for 5 days.</p>
            <p>The same goes when customs holds it, when it comes back, or when the courier reports trouble.
            Then the tracking page says so, too.</p>
            """),
        callout(
            "info",
            """
            <p>The tracking link shows no name, no street and no items, so you can hand it on. If it reached
            the wrong person, make a new one on the page of your order: the old one stops working at
            once.</p>
            """,
        ),
        text("""
            <p>The courier says delivered, and you have nothing? Look around the door and ask your
            neighbours first, then write to us on the page of your order.</p>
            """),
    ],
    blocks_ko=[
        text("""
            <p>소포가 출발하면 운송장번호와 비단길의 배송 조회 링크를 보내 드려요. 링크를 열면 모든 이동
            기록을 볼 수 있어요. 저희가 택배사에 계속 확인하고, 배달을 출발한 뒤에는 더 자주 확인하니 따로
            하실 일은 없어요.</p>
            """),
        heading("보통은 이렇게 움직여요"),
        steps(
            (
                "발송 준비",
                "<p>택배사에 번호가 등록되었어요. 첫 이동 기록은 보통 하루 안에 표시돼요.</p>",
            ),
            ("접수와 배송 중", "<p>한국에서 접수하고 분류한 뒤 비행기로 미국에 보내요.</p>"),
            (
                "통관 중",
                "<p>미국 세관을 지나요. 이때 며칠 동안 기록이 없는 것은 흔한 일이에요.</p>",
            ),
            ("배달 출발", "<p>배송 기사가 소포를 싣고 출발했어요.</p>"),
            ("배송 완료", "<p>택배사가 배송 완료를 알리면 바로 연락드려요.</p>"),
        ),
        heading("EMS는 미국에서 USPS가 배달해요"),
        text("""
            <p>EMS 번호는 영문 두 글자, 숫자 아홉 자리, 영문 두 글자로 되어 있고 KR로 끝나요. 미국까지는
            우체국이 운송하고, 미국에 도착한 뒤에는 USPS가 <strong>같은 번호로</strong> 배달해요. 그때부터
            배송 조회 페이지는 두 곳에 모두 확인하고 어느 쪽이 알려 온 기록인지도 표시해요. USPS
            홈페이지에서도 같은 번호로 조회하실 수 있어요. FedEx 소포는 FedEx가 집 앞까지 직접 배달해요.</p>
            """),
        heading("시각과 표현"),
        text("""
            <p>시각은 기록이 생긴 곳의 현지 시각이에요. 작은 글씨는 택배사가 알려 온 내용 그대로이고, 저희가
            고치지 않아요.</p>
            """),
        heading("움직이지 않을 때"),
        text("""
            <p>발송한 지 4일이 지나도 기록이 없거나, 운송 중에 7일, 통관 중에 5일 동안 새 기록이 없거나,
            배달을 출발한 지 2일이 지나거나, 찾아가기를 5일 동안 기다리고 있으면 담당자가 소포를
            살펴봐요.</p>
            <p>세관에서 보류되거나, 되돌아오거나, 택배사가 문제를 알려 올 때도 마찬가지예요. 이때는 배송
            조회 페이지에도 표시돼요.</p>
            """),
        callout(
            "info",
            """
            <p>배송 조회 링크에는 이름, 상세 주소, 상품이 보이지 않아서 다른 사람에게 보내셔도 괜찮아요.
            잘못 보내셨다면 주문 페이지에서 새 링크를 만드세요. 이전 링크는 바로 열리지 않게 돼요.</p>
            """,
        ),
        text("""
            <p>배송 완료라고 나오는데 받지 못하셨나요? 먼저 문 앞과 이웃에게 확인해 보시고, 그래도 없으면
            주문 페이지에 메시지를 남겨 주세요.</p>
            """),
    ],
)
