"""What stands on a quote and how its figures come about."""

from catalog.seeds.guides.page import GuidePage, callout, heading, text

QUOTE = GuidePage(
    slug="what-a-quote-holds",
    position=20,
    title_en="What stands on your quote",
    title_ko="견적서에는 이런 내용이 있어요",
    summary_en="Won prices, exchange rate, fees and rounding: how your price is made, and how long it holds.",
    summary_ko="원화 가격, 환율, 수수료, 반올림까지 가격이 어떻게 정해지고 언제까지 유효한지 알려 드려요.",
    blocks_en=[
        text("""
            <p>A quote is our price for the items you have asked for. It costs nothing, and you decide once
            you have seen it.</p>
            """),
        heading("Line by line"),
        text("""
            <ul>
            <li><strong>Each item:</strong> its price in won as we found it in the shop, how many you want,
            and what the shop takes for shipping inside Korea; and what that is in dollars.</li>
            <li><strong>Service fee:</strong> 4 % of the items.</li>
            <li><strong>Card fee:</strong> 4 % of the items. It is not taken on the service fee.</li>
            <li><strong>Exchange rate:</strong> the rate we used, where it comes from and when it was
            observed. It stands below the lines.</li>
            </ul>
            <p>Should a percentage change one day, the one on your quote is the one that counts for you.</p>
            """),
        heading("From won to dollars"),
        text("""
            <p>Each line is converted by itself and rounded to the cent, half a cent upwards. The total is
            the sum of the lines that you see, so you can check it.</p>
            """),
        callout(
            "info",
            """
            <p>An example with a round rate of ₩1,400 to $1; the real rate stands on your quote. A shirt for
            ₩39,000 and ₩3,000 for shipping in Korea make ₩42,000, which is $30.00. The service fee is $1.20
            and the card fee $1.20. Together: $32.40.</p>
            """,
        ),
        heading("What is not in it"),
        text("""
            <p>Delivery to the U.S. and import duty. Nobody knows the weight before the parcel is packed, so
            they are <a href="/guides/two-payments/">a second payment</a>. For a first idea, try the <a
            href="/estimate/">fee estimator</a>.</p>
            """),
        heading("How long it holds"),
        text("""
            <p>The price holds for 72 hours; the e-mail and the page of your order name the exact time. Its
            exchange rate and fees stay as they are while you decide, even when ours move.</p>
            <p>If we have to correct a price before you pay, you get a new version with the reason, and the
            earlier payment page is closed. If you had paid the earlier one by then, your payment counts,
            and only the difference is left: you pay it, or it goes back to you.</p>
            """),
    ],
    blocks_ko=[
        text("""
            <p>견적은 요청하신 상품에 대해 저희가 알려 드리는 가격이에요. 견적은 무료이고, 가격을 보고
            결정하시면 돼요.</p>
            """),
        heading("견적서의 항목"),
        text("""
            <ul>
            <li><strong>상품별 금액:</strong> 쇼핑몰에서 확인한 원화 가격과 수량, 쇼핑몰이 받는 한국 내
            배송비, 그리고 이를 달러로 바꾼 금액이에요.</li>
            <li><strong>서비스 수수료:</strong> 상품 금액의 4%예요.</li>
            <li><strong>카드 수수료:</strong> 상품 금액의 4%예요. 서비스 수수료에는 붙지 않아요.</li>
            <li><strong>환율:</strong> 적용한 환율과 그 출처, 확인한 시각이에요. 항목 아래에 적혀
            있어요.</li>
            </ul>
            <p>나중에 수수료율이 바뀌더라도 고객님께는 견적서에 적힌 수수료율이 적용돼요.</p>
            """),
        heading("원화에서 달러로"),
        text("""
            <p>항목마다 따로 달러로 바꾸고 센트 단위로 반올림해요. 합계는 견적서에 보이는 항목을 그대로 더한
            금액이라 직접 확인해 보실 수 있어요.</p>
            """),
        callout(
            "info",
            """
            <p>계산하기 쉽게 $1에 ₩1,400으로 예를 들어 볼게요. 실제 환율은 견적서에 적혀 있어요. ₩39,000짜리
            셔츠에 한국 내 배송비 ₩3,000을 더하면 ₩42,000, 달러로는 $30.00예요. 서비스 수수료가 $1.20, 카드
            수수료가 $1.20이니 모두 $32.40예요.</p>
            """,
        ),
        heading("견적서에 없는 것"),
        text("""
            <p>미국까지의 배송비와 수입 관세예요. 소포를 포장하기 전에는 무게를 알 수 없어서 <a
            href="/guides/two-payments/">두 번째로 따로 결제</a>하시게 돼요. 대략의 금액이 궁금하시면 <a
            href="/estimate/">예상 비용 계산</a>을 이용해 보세요.</p>
            """),
        heading("언제까지 유효한가요"),
        text("""
            <p>가격은 72시간 동안 유효하고, 정확한 시각은 이메일과 주문 페이지에 적혀 있어요. 결정하시는
            동안 환율이나 수수료가 바뀌어도 견적서의 환율과 수수료는 그대로예요.</p>
            <p>결제하시기 전에 가격을 바로잡아야 하면 이유와 함께 새 견적을 보내 드리고, 이전 결제 페이지는
            닫아요. 그때 이미 이전 견적을 결제하셨다면 그 결제가 인정되고 차액만 남아요. 모자라면 차액을
            결제하시고, 남으면 돌려 드려요.</p>
            """),
    ],
)
