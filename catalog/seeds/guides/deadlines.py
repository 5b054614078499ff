"""How long things may take, what ends by itself, and on which days nobody works."""

from catalog.seeds.guides.page import GuidePage, callout, heading, text

DEADLINES = GuidePage(
    slug="deadlines-and-holidays",
    position=80,
    title_en="Deadlines, working days and holidays",
    title_ko="기한과 영업일, 휴무일",
    summary_en="How long a price holds, what happens when it ends, and when our desk in Seoul is closed.",
    summary_ko="가격이 언제까지 유효한지, 기한이 지나면 어떻게 되는지, 언제 쉬는지 알려 드려요.",
    blocks_en=[
        heading("Your time"),
        text("""
            <ul>
            <li><strong>To pay for the items: 72 hours</strong> from the moment when we confirm the
            prices.</li>
            <li><strong>To pay for the delivery: 5 days.</strong></li>
            <li><strong>To answer a question of ours: 7 days.</strong> After that a person looks at your
            order; it does not end by itself.</li>
            </ul>
            <p>These hours run day and night. The page of your order names the time at which a price ends,
            by the clock of the state that your parcel goes to.</p>
            """),
        heading("When the price of the items ends"),
        text("""
            <p>The payment page closes, nothing is charged, and the order ends. Still interested? The order
            has a button, “Ask again”, that fills in the same request, and we look up the prices of that
            day. If you need a little longer, write to us on the order's page before the price ends: we can
            give more time at the same price.</p>
            <p>If your payment arrives after the end, it is not lost. A person looks at it, and we return it
            or take the order up again.</p>
            """),
        heading("When the delivery fee ends"),
        callout(
            "good",
            """
            <p>Your items are not thrown away, and the order is not cancelled by itself. A person looks at
            it; the fee may have to be worked out anew.</p>
            """,
        ),
        heading("Our time"),
        text("""
            <p>Our desk works from Monday to Friday, 9:00 to 18:00 in Seoul, except on Korean public
            holidays. We mean to answer a request within two working days, to order within one working day
            after your payment, and to weigh within one working day after everything has arrived. Shops
            usually need some days to send: we count on seven working days. These are aims, not
            guarantees.</p>
            """),
        heading("Holidays ahead"),
        text("""
            <ul>
            <li><strong>Christmas:</strong> December 25, 2026</li>
            <li><strong>New Year's Day:</strong> January 1, 2027</li>
            <li><strong>Seollal:</strong> February 6 to 9, 2027</li>
            <li><strong>Chuseok:</strong> September 14 to 16, 2027</li>
            </ul>
            <p>Before Seollal and Chuseok, Korean shops and couriers have much to do, so parcels inside
            Korea may take longer. U.S. holidays, such as Thanksgiving on November 26, 2026, may slow down
            customs and the last miles.</p>
            """),
    ],
    blocks_ko=[
        heading("고객님의 기한"),
        text("""
            <ul>
            <li><strong>상품 금액 결제: 72시간</strong>이에요. 저희가 가격을 확정한 때부터 계산해요.</li>
            <li><strong>배송비 결제: 5일</strong>이에요.</li>
            <li><strong>저희 질문에 답변: 7일</strong>이에요. 그 뒤에는 담당자가 주문을 살펴보며, 주문이
            저절로 끝나지는 않아요.</li>
            </ul>
            <p>이 시간은 밤낮없이 흘러요. 가격이 끝나는 시각은 주문 페이지에 소포를 받으실 주의 시각으로
            적혀 있어요.</p>
            """),
        heading("상품 가격의 기한이 지나면"),
        text("""
            <p>결제 페이지가 닫히고, 결제되는 금액 없이 주문이 끝나요. 아직 필요하시면 주문 페이지의 “다시
            견적 요청” 버튼을 눌러 주세요. 같은 내용이 채워지고, 그날의 가격을 다시 알아봐 드려요. 시간이
            조금 더 필요하시면 기한이 지나기 전에 주문 페이지에 메시지를 남겨 주세요. 같은 가격으로 기한을
            늘려 드릴 수 있어요.</p>
            <p>기한이 지난 뒤에 결제가 들어와도 사라지지 않아요. 담당자가 확인해서 돌려 드리거나 주문을 다시
            이어서 진행해요.</p>
            """),
        heading("배송비의 기한이 지나면"),
        callout(
            "good",
            """
            <p>상품을 버리지 않고, 주문이 저절로 취소되지도 않아요. 담당자가 살펴보며, 배송비는 다시
            계산해야 할 수 있어요.</p>
            """,
        ),
        heading("저희의 시간"),
        text("""
            <p>저희는 한국 공휴일을 빼고 월요일부터 금요일까지, 서울 시각으로 9시부터 18시까지 일해요. 견적
            요청에는 영업일 이틀 안에 답변하고, 결제가 확인되면 영업일 하루 안에 주문하며, 상품이 모두
            도착하면 영업일 하루 안에 무게를 재려고 해요. 쇼핑몰의 배송은 보통 며칠 걸려서 영업일 7일을
            예상해요. 이는 목표이며 보장은 아니에요.</p>
            """),
        heading("다가오는 휴무일"),
        text("""
            <ul>
            <li><strong>성탄절:</strong> 2026년 12월 25일</li>
            <li><strong>신정:</strong> 2027년 1월 1일</li>
            <li><strong>설날 연휴:</strong> 2027년 2월 6일~9일</li>
            <li><strong>추석 연휴:</strong> 2027년 9월 14일~16일</li>
            </ul>
            <p>설날과 추석 전에는 한국 쇼핑몰과 택배가 바빠서 한국 내 배송이 늦어질 수 있어요. 2026년 11월
            26일 추수감사절 같은 미국 공휴일에는 통관과 마지막 배달이 늦어질 수 있어요.</p>
            """),
    ],
)
