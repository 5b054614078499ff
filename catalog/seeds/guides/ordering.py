"""How an order goes, from the link to the door."""

from catalog.seeds.guides.page import GuidePage, callout, heading, steps, text

ORDERING = GuidePage(
    slug="how-ordering-works",
    position=10,
    title_en="How ordering works, in five steps",
    title_ko="주문은 이렇게 진행돼요: 다섯 단계",
    summary_en="From a link in a Korean shop to your door in the U.S.: what you do, and what we do.",
    summary_ko="한국 쇼핑몰 링크에서 미국 집 앞까지, 고객님이 하실 일과 그동안 저희가 하는 일을 알려 드려요.",
    blocks_en=[
        text("""
            <p>You find something in a Korean shop; we buy it for you, pack it and send it to your door in
            the U.S. Every order takes the same five steps, and the page of your order shows where it
            stands.</p>
            """),
        steps(
            (
                "Ask for a quote",
                """
                <p><a href="/quote/">Paste one link for each item</a>, from any Korean shop. Tell us colour,
                size and number, where it shall go, and what we shall do if something is out of stock.
                Asking costs nothing.</p>
                """,
            ),
            (
                "Pay for the items",
                """
                <p>We check each item against the rules for sending it to the U.S., look up the prices and
                write to you. You see the price in won, the exchange rate and our fees. Pay, and we buy.</p>
                """,
            ),
            (
                "Pay for the delivery",
                """
                <p>When everything has arrived at our warehouse in Korea, we pack and weigh it and tell you
                the delivery fee. This is the second and last payment.</p>
                """,
            ),
            (
                "Get the tracking number",
                "<p>We hand the parcel to the courier, and you get its number at once.</p>",
            ),
            (
                "It arrives",
                "<p>You follow the parcel scan by scan, until the courier reports that it is delivered.</p>",
            ),
        ),
        heading("What we do meanwhile"),
        text("""
            <ul>
            <li>We look at every item. If one cannot be sent, we leave it out and tell you why; the rest of
            your order goes on.</li>
            <li>If something is unclear, we ask. Your order waits, and goes on when you have answered on its
            page.</li>
            <li>We buy only after your first payment has arrived, never before.</li>
            <li>Each item shows on the page of your order when it is bought and when it is at our
            warehouse.</li>
            </ul>
            """),
        heading("If you change your mind"),
        text("""
            <p>Until the first item is bought, you can cancel the order yourself, on its page. What you have
            paid goes back to your card, all of it. Once something is bought, the order can no longer be
            cancelled as a whole: write to us on its page, and a person looks at what is still possible.</p>
            <p>The address can be changed without a charge until the delivery is priced.</p>
            """),
        callout(
            "info",
            """
            <p>The page of your order renews itself while it is open. You can write to us there, with
            pictures; whatever we answer stands there, too, and you hear of it by e-mail.</p>
            """,
        ),
    ],
    blocks_ko=[
        text("""
            <p>한국 쇼핑몰에서 마음에 드는 상품을 찾으시면 저희가 대신 구매해서 포장하고 미국 집 앞까지 보내
            드려요. 모든 주문은 같은 다섯 단계를 거치고, 지금 어느 단계인지는 주문 페이지에서 볼 수
            있어요.</p>
            """),
        steps(
            (
                "견적 요청",
                """
                <p>한국 쇼핑몰의 <a href="/quote/">상품 링크를 하나씩 붙여 넣어 주세요</a>. 색상과 사이즈,
                수량, 받으실 주소, 그리고 품절된 상품이 있을 때 어떻게 할지도 알려 주세요. 견적은
                무료예요.</p>
                """,
            ),
            (
                "상품 금액 결제",
                """
                <p>미국으로 보낼 수 있는 상품인지 하나씩 확인하고 가격을 알아본 뒤 연락드려요. 원화 가격과
                환율, 수수료를 모두 보여 드려요. 결제하시면 바로 구매해요.</p>
                """,
            ),
            (
                "배송비 결제",
                """
                <p>상품이 모두 한국 창고에 도착하면 포장하고 무게를 재서 배송비를 알려 드려요. 두 번째이자
                마지막 결제예요.</p>
                """,
            ),
            (
                "운송장번호 받기",
                "<p>소포를 택배사에 맡기면 바로 운송장번호를 보내 드려요.</p>",
            ),
            (
                "도착",
                "<p>택배사가 배송 완료를 알릴 때까지 이동 기록을 하나하나 확인하실 수 있어요.</p>",
            ),
        ),
        heading("그동안 저희가 하는 일"),
        text("""
            <ul>
            <li>상품을 하나씩 살펴봐요. 보낼 수 없는 상품이 있으면 그 상품만 빼고 이유를 알려 드리며, 나머지
            주문은 그대로 진행해요.</li>
            <li>확실하지 않은 것이 있으면 여쭤봐요. 주문은 잠시 기다렸다가 주문 페이지에서 답해 주시면
            이어서 진행해요.</li>
            <li>첫 번째 결제가 확인된 뒤에만 구매해요. 그 전에는 구매하지 않아요.</li>
            <li>상품을 구매했을 때와 창고에 도착했을 때 주문 페이지에 상품별로 표시돼요.</li>
            </ul>
            """),
        heading("마음이 바뀌셨다면"),
        text("""
            <p>첫 상품을 구매하기 전까지는 주문 페이지에서 직접 취소하실 수 있어요. 결제하신 금액은 전액
            결제하신 카드로 돌려 드려요. 하나라도 구매한 뒤에는 주문 전체를 취소할 수 없으니 주문 페이지에
            메시지를 남겨 주세요. 아직 가능한 방법이 있는지 담당자가 살펴볼게요.</p>
            <p>받으실 주소는 배송비가 정해지기 전까지 무료로 바꾸실 수 있어요.</p>
            """),
        callout(
            "info",
            """
            <p>주문 페이지를 열어 두시면 내용이 저절로 새로워져요. 그곳에서 사진과 함께 메시지를 남기실 수
            있고, 저희 답변도 같은 곳에 남으며 이메일로도 알려 드려요.</p>
            """,
        ),
    ],
)
