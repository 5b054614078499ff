"""The services, and why a light box can count for more than the scale says."""

from catalog.seeds.guides.page import GuidePage, callout, heading, steps, text

SHIPPING = GuidePage(
    slug="shipping-and-weight",
    position=60,
    title_en="Shipping services and weight",
    title_ko="배송 서비스와 무게",
    summary_en="EMS and FedEx, weight by scale and by volume, limits, and how the delivery fee comes about.",
    summary_ko="EMS와 FedEx, 실무게와 부피무게, 크기 제한, 그리고 배송비가 정해지는 방법을 알려 드려요.",
    blocks_en=[
        heading("Two services"),
        text("""
            <ul>
            <li><strong>EMS</strong> is the express service of Korea Post. From its arrival in the U.S. on,
            USPS brings it to your door. It goes to all states, and to Guam and other U.S. islands.</li>
            <li><strong>FedEx International Priority</strong> is carried by FedEx itself to your door. We
            have rates for the states, Washington, D.C. and Puerto Rico.</li>
            </ul>
            <p>If you prefer one of them, say so in the note of your request. We have no rates to military
            addresses (AA, AE, AP).</p>
            """),
        heading("Which weight counts"),
        text("""
            <p>A parcel takes up weight and room on an aeroplane, and the larger of the two is charged.
            Weight by volume is length × width × height in centimetres, divided by a number of the service.
            For EMS this number is 6,000; FedEx has its own.</p>
            """),
        steps(
            ("On the scale", "<p>A box with two padded jackets weighs 2.3 kg.</p>"),
            (
                "By volume",
                """
                <p>It measures 40 × 30 × 20 cm, which is 24,000 cm³. Divided by 6,000 that is 4.0 kg.</p>
                """,
            ),
            (
                "Charged",
                """
                <p>4.0 kg, since it is more. In a smaller box the same 2.3 kg would count for 2.5 kg:
                weights are rounded up to the next 0.5 kg.</p>
                """,
            ),
        ),
        heading("Limits"),
        text("""
            <p>An EMS parcel may weigh 30 kg at most, on the scale and by volume. There are limits to its
            length, too, and other ones for FedEx. What is too heavy or too long for one service may fit the
            other one; if not, we talk to you before anything is charged.</p>
            """),
        heading("How the fee comes about"),
        text("""
            <p>Once everything has arrived, we pack it, weigh and measure it, and take the price from the
            rate table of that day. Your bill shows the weight on the scale, by volume and charged. If the
            parcel has to be weighed again, you get a new bill with the reason, and the earlier payment page
            is closed.</p>
            """),
        callout(
            "info",
            """
            <p>The <a href="/estimate/">fee estimator</a> tells beforehand what a parcel of a given weight
            and size would cost. The real parcel decides, so take it as a first idea.</p>
            """,
        ),
    ],
    blocks_ko=[
        heading("두 가지 서비스"),
        text("""
            <ul>
            <li><strong>EMS</strong>는 우체국의 국제 특급 우편이에요. 미국에 도착한 뒤에는 USPS가 집 앞까지
            배달해요. 미국의 모든 주와 괌 등 미국령 섬으로 보낼 수 있어요.</li>
            <li><strong>FedEx International Priority</strong>는 FedEx가 집 앞까지 직접 배달해요. 미국의 모든
            주와 워싱턴 D.C., 푸에르토리코로 가는 요금이 있어요.</li>
            </ul>
            <p>원하시는 서비스가 있으면 견적을 요청하실 때 메모에 적어 주세요. 군사 우편 주소(AA, AE, AP)로
            가는 요금은 아직 없어요.</p>
            """),
        heading("어느 무게로 계산하나요"),
        text("""
            <p>소포는 비행기에서 무게도 차지하고 자리도 차지해요. 그래서 둘 중 큰 쪽으로 계산해요.
            부피무게는 가로 × 세로 × 높이(cm)를 서비스마다 정해진 숫자로 나눈 값이에요. EMS는 6,000으로
            나누고, FedEx는 따로 정한 숫자가 있어요.</p>
            """),
        steps(
            ("저울로 재면", "<p>패딩 두 벌이 든 상자의 무게가 2.3kg이에요.</p>"),
            (
                "부피로 계산하면",
                """
                <p>상자 크기가 40 × 30 × 20cm이니 24,000cm³예요. 6,000으로 나누면 4.0kg이에요.</p>
                """,
            ),
            (
                "청구 무게",
                """
                <p>더 큰 쪽인 4.0kg이에요. 더 작은 상자였다면 같은 2.3kg이 2.5kg으로 계산돼요. 무게는 0.5kg
                단위로 올림해요.</p>
                """,
            ),
        ),
        heading("크기와 무게 제한"),
        text("""
            <p>EMS 소포는 실무게와 부피무게 모두 30kg까지예요. 길이에도 제한이 있고, FedEx의 제한은 또
            달라요. 한 서비스로 보내기에 너무 무겁거나 긴 소포도 다른 서비스로는 보낼 수 있을 때가 있어요.
            그것도 어려우면 금액을 청구하기 전에 먼저 상의드려요.</p>
            """),
        heading("배송비는 이렇게 정해져요"),
        text("""
            <p>상품이 모두 도착하면 포장해서 무게와 크기를 재고, 그날의 요금표로 배송비를 정해요. 청구서에는
            실무게와 부피무게, 청구 무게가 모두 적혀 있어요. 무게를 다시 재야 하면 이유와 함께 새 청구서를
            보내 드리고 이전 결제 페이지는 닫아요.</p>
            """),
        callout(
            "info",
            """
            <p><a href="/estimate/">예상 비용 계산</a>에서 소포의 무게와 크기를 넣으면 대략의 금액을 미리 볼
            수 있어요. 실제 금액은 실제 소포로 정해지니 참고로만 봐 주세요.</p>
            """,
        ),
    ],
)
