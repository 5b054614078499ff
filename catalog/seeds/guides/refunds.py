"""What happens to the money when an item cannot be had, comes wrong, or the order is cancelled."""

from catalog.seeds.guides.page import GuidePage, callout, heading, steps, text

REFUNDS = GuidePage(
    slug="sold-out-damaged-refunds",
    position=100,
    title_en="Sold out, wrong or damaged: refunds",
    title_ko="품절, 오배송, 파손과 환불",
    summary_en="What happens when an item cannot be had or comes damaged, and how your money goes back.",
    summary_ko="상품을 구하지 못하거나 파손되었을 때 어떻게 되는지, 환불은 어떻게 진행되는지 알려 드려요.",
    blocks_en=[
        heading("Your wish counts"),
        text("""
            <p>When you ask for a quote, you choose what we shall do if something is out of stock: buy the
            rest, ask you first, or cancel everything. Everything can be cancelled as long as nothing has
            been bought.</p>
            """),
        heading("Sold out"),
        text("""
            <p><strong>Before you pay,</strong> the item is left out of the quote; the reason stands on the
            page of your order.</p>
            <p><strong>After you have paid,</strong> you get the item's price back, with the shipping inside
            Korea that stood in its line, and its share of the fees. We write to you with the amount and the
            reason. The rest of your order goes on.</p>
            """),
        heading("Wrong or damaged at our warehouse"),
        text("""
            <p>We look at what arrives. If something is wrong or damaged, the item shows as “Being put right
            with the shop”, and we talk to the shop. Either the right item comes, or we give up, and your
            money for it goes back as with one that is sold out. Your parcel waits for the outcome.</p>
            """),
        heading("Missing or damaged at your door"),
        steps(
            ("Keep everything", "<p>The box, the padding and the label, too.</p>"),
            (
                "Take pictures",
                "<p>Of the box from outside, of the label, and of what is damaged.</p>",
            ),
            (
                "Write to us",
                """
                <p>On the page of your order, with up to 9 pictures in a message, or in answer to our
                e-mail.</p>
                """,
            ),
        ),
        text("""
            <p>A person looks at each case. What is possible depends on what happened, so we promise nothing
            before we have looked.</p>
            """),
        heading("If you cancel"),
        text("""
            <p>As long as nothing has been bought, you cancel on the page of your order and get back all
            that you paid, fees included.</p>
            """),
        heading("How the money goes back"),
        text("""
            <ul>
            <li>To the card you paid with, in dollars.</li>
            <li>At the exchange rate of your quote. A rate that has moved since changes nothing.</li>
            <li>A person makes each refund. Your page first says “Refund in preparation” with the amount,
            and then when it was settled.</li>
            <li>How soon it shows on your account is up to your bank.</li>
            </ul>
            """),
        callout(
            "info",
            """
            <p>Shares of the fees are counted so that all items together make up the whole fee, to the
            cent.</p>
            """,
        ),
    ],
    blocks_ko=[
        heading("고객님의 뜻대로 진행해요"),
        text("""
            <p>견적을 요청하실 때 품절된 상품이 있으면 어떻게 할지 골라 주세요. 나머지만 구매하기, 먼저
            물어보기, 모두 취소하기가 있어요. 모두 취소하기는 아직 아무것도 구매하지 않았을 때 가능해요.</p>
            """),
        heading("품절되었을 때"),
        text("""
            <p><strong>결제하시기 전이라면</strong> 그 상품을 견적에서 빼고, 이유를 주문 페이지에 적어
            드려요.</p>
            <p><strong>결제하신 뒤라면</strong> 그 상품의 가격과 그 항목에 들어 있던 한국 내 배송비, 그리고
            그 상품 몫의 수수료를 돌려 드려요. 금액과 이유를 적어 연락드리고, 나머지 주문은 그대로
            진행해요.</p>
            """),
        heading("창고에 잘못 오거나 파손되어 왔을 때"),
        text("""
            <p>도착한 상품을 살펴봐요. 잘못 왔거나 파손되었으면 그 상품은 “쇼핑몰과 조치 중”으로 표시되고,
            저희가 쇼핑몰과 이야기해요. 제대로 된 상품이 다시 오거나, 어려우면 품절되었을 때와 똑같이 돌려
            드려요. 결과가 나올 때까지 소포는 기다려요.</p>
            """),
        heading("받으신 소포에 빠지거나 파손된 것이 있을 때"),
        steps(
            ("그대로 두세요", "<p>상자와 완충재, 송장도 버리지 마세요.</p>"),
            (
                "사진을 찍어 주세요",
                "<p>상자의 겉면과 송장, 파손된 부분을 찍어 주세요.</p>",
            ),
            (
                "알려 주세요",
                """
                <p>주문 페이지에서 메시지 하나에 사진을 9장까지 넣어 보내시거나, 저희 이메일에 답장해
                주세요.</p>
                """,
            ),
        ),
        text("""
            <p>담당자가 한 건씩 살펴봐요. 어떤 일이 있었는지에 따라 가능한 방법이 달라서, 확인하기 전에는
            약속을 드리지 않아요.</p>
            """),
        heading("취소하실 때"),
        text("""
            <p>아직 아무것도 구매하지 않았다면 주문 페이지에서 취소하실 수 있고, 수수료를 포함해 결제하신
            금액을 전액 돌려 드려요.</p>
            """),
        heading("환불은 이렇게 진행돼요"),
        text("""
            <ul>
            <li>결제하신 카드로, 달러로 돌려 드려요.</li>
            <li>견적서의 환율로 계산해요. 그 뒤에 환율이 움직여도 달라지지 않아요.</li>
            <li>환불은 담당자가 한 건씩 처리해요. 주문 페이지에 먼저 “환불 준비 중”과 금액이 나오고, 그다음
            언제 처리되었는지 표시돼요.</li>
            <li>계좌에 언제 보이는지는 카드사에 따라 달라요.</li>
            </ul>
            """),
        callout(
            "info",
            """
            <p>수수료 몫은 모든 상품의 몫을 더하면 전체 수수료와 센트까지 꼭 맞도록 계산해요.</p>
            """,
        ),
    ],
)
