"""Why there are two payments, how one pays, and what happens when something goes differently."""

from catalog.seeds.guides.page import GuidePage, callout, heading, steps, text

PAYMENTS = GuidePage(
    slug="two-payments",
    position=30,
    title_en="The two payments",
    title_ko="결제는 두 번이에요",
    summary_en="First the items, then the delivery: what each payment holds, and what if one goes wrong.",
    summary_ko="상품 금액과 배송비에 각각 무엇이 들어 있고 문제가 생기면 어떻게 되는지 알려 드려요.",
    blocks_en=[
        text("""
            <p>You pay twice, because two things are known at two times: what your items cost, before we buy
            them; and what your parcel weighs, once it is packed.</p>
            """),
        steps(
            (
                "First: the items",
                """
                <p>The items, shipping inside Korea, our service fee and the card fee. We buy when this
                payment has arrived. <a href="/guides/what-a-quote-holds/">What stands on the quote</a></p>
                """,
            ),
            (
                "Second: the delivery",
                """
                <p>International delivery by weight, and the U.S. import duty with its handling fee where we
                pay it for you. The parcel leaves when this payment has arrived. <a
                href="/guides/shipping-and-weight/">How the weight counts</a></p>
                """,
            ),
        ),
        heading("How you pay"),
        text("""
            <p>Our e-mail and the page of your order lead to the payment page. It shows the bill and leads
            on to the secure page of Stripe, our payment provider. We never see your card number. The link
            stays the same: if you close the page, open it again and go on.</p>
            """),
        heading("If something goes differently"),
        text("""
            <ul>
            <li><strong>Paid twice:</strong> we return one of the two payments.</li>
            <li><strong>By bank:</strong> such a payment can take some days. Until it has arrived or failed,
            the price is not changed and the order cannot be cancelled.</li>
            <li><strong>Paid after the order had ended:</strong> a person looks at it. We return the money,
            or take the order up again.</li>
            <li><strong>Another sum than the one we asked for:</strong> a person looks at it and writes to
            you.</li>
            <li><strong>The price changed while you paid:</strong> your payment counts. Only the difference
            is left.</li>
            </ul>
            """),
        callout(
            "warning",
            """
            <p>If we write that we are looking at your payment, please do not pay again. Your money is safe,
            and the page of your order shows it.</p>
            """,
        ),
        heading("What may come on arrival"),
        text("""
            <p>In some cases the recipient pays the import duty on arrival, not we: for EMS parcels worth
            more than $800, and for all EMS parcels to Guam and some other islands. Your delivery bill says
            so when that is your case. More about it: <a href="/guides/us-customs-and-duty/">U.S. customs
            and duty</a>.</p>
            """),
    ],
    blocks_ko=[
        text("""
            <p>결제는 두 번에 나누어 하세요. 금액을 알 수 있는 때가 서로 다르기 때문이에요. 상품 금액은
            구매하기 전에, 소포의 무게는 포장을 마친 뒤에 알 수 있어요.</p>
            """),
        steps(
            (
                "첫 번째: 상품 금액",
                """
                <p>상품 금액과 한국 내 배송비, 서비스 수수료, 카드 수수료예요. 이 결제가 확인되면 구매해요.
                <a href="/guides/what-a-quote-holds/">견적서에 있는 내용 보기</a></p>
                """,
            ),
            (
                "두 번째: 배송비",
                """
                <p>무게에 따른 국제 배송비, 그리고 저희가 대신 내는 경우에는 미국 수입 관세와 관세 처리
                수수료예요. 이 결제가 확인되면 소포가 출발해요. <a href="/guides/shipping-and-weight/">무게
                계산 방법 보기</a></p>
                """,
            ),
        ),
        heading("결제 방법"),
        text("""
            <p>이메일이나 주문 페이지에서 결제 페이지로 이동하실 수 있어요. 금액을 확인한 다음 결제사
            Stripe의 안전한 페이지에서 결제하세요. 저희는 카드 번호를 볼 수 없어요. 링크는 바뀌지 않으니
            페이지를 닫으셨더라도 다시 열어 이어서 결제하시면 돼요.</p>
            """),
        heading("예상과 다르게 진행될 때"),
        text("""
            <ul>
            <li><strong>두 번 결제하셨을 때:</strong> 둘 중 하나를 돌려 드려요.</li>
            <li><strong>은행 이체로 결제하셨을 때:</strong> 며칠 걸릴 수 있어요. 입금되거나 실패할 때까지는
            가격을 바꾸지 않으며 주문을 취소하실 수도 없어요.</li>
            <li><strong>주문이 끝난 뒤에 결제되었을 때:</strong> 담당자가 확인해요. 금액을 돌려 드리거나
            주문을 다시 이어서 진행해요.</li>
            <li><strong>청구한 금액과 다를 때:</strong> 담당자가 확인하고 연락드려요.</li>
            <li><strong>결제하시는 사이에 가격이 바뀌었을 때:</strong> 결제하신 금액이 그대로 인정되고
            차액만 남아요.</li>
            </ul>
            """),
        callout(
            "warning",
            """
            <p>결제를 확인하고 있다는 연락을 받으셨다면 다시 결제하지 말아 주세요. 결제하신 금액은 안전하고,
            주문 페이지에도 표시돼요.</p>
            """,
        ),
        heading("도착할 때 내실 수 있는 금액"),
        text("""
            <p>수입 관세를 저희가 아니라 받는 분이 도착할 때 내는 경우가 있어요. 가액이 $800을 넘는 EMS
            소포, 그리고 괌과 일부 섬 지역으로 가는 모든 EMS 소포가 그래요. 여기에 해당하면 배송비 청구서에
            적어 드려요. 자세한 내용은 <a href="/guides/us-customs-and-duty/">미국 통관과 관세</a>에서
            확인해 주세요.</p>
            """),
    ],
)
