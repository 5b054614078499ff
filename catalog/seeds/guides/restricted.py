"""What cannot be sent, and what goes only under conditions: the seeded screening rules, told in groups."""

from catalog.seeds.guides.page import GuidePage, callout, heading, text

RESTRICTED = GuidePage(
    slug="what-cannot-be-sent",
    position=50,
    title_en="What cannot be sent to the U.S.",
    title_ko="미국으로 보낼 수 없는 상품",
    summary_en="Goods that no courier or customs lets through, and goods that go only under conditions.",
    summary_ko="택배사나 세관이 받아 주지 않는 상품, 그리고 조건에 따라 보낼 수 있는 상품을 알려 드려요.",
    blocks_en=[
        text("""
            <p>We check each item before you pay. What cannot go is left out, and you are told why. To look
            something up first, use <a href="/restricted/">our list of restricted items</a>: it has a search
            box, and names the source of each rule.</p>
            """),
        heading("These cannot be sent"),
        text("""
            <ul>
            <li><strong>Flammable or under pressure:</strong> perfume, body mist, air fresheners, room
            sprays, aerosols, nail polish and its remover. They may not fly.</li>
            <li><strong>Alcohol and tobacco:</strong> also e-cigarettes.</li>
            <li><strong>Animals and plants:</strong> meat and egg, even as soup powder, jerky, pet food,
            fresh fruit, seeds, plants and nuts.</li>
            <li><strong>Medical:</strong> medicines, syringes, needles and injectable products.</li>
            <li><strong>Valuables:</strong> cash, gift cards, gold bars and other precious metals, loose
            gems.</li>
            <li><strong>Dangerous or illegal:</strong> guns, swords and what looks like them, fireworks,
            lighters, counterfeits.</li>
            </ul>
            """),
        heading("These go only under conditions"),
        text("""
            <ul>
            <li><strong>Food, drink and supplements:</strong> snacks, kimchi, tea, vitamins, red ginseng.
            For food by mail the FDA wants a prior notice before it is sent (fda.gov); DHL and FedEx say
            that parcels from a business to a consumer are not exempt. A parcel that an agent sends is one
            of those. Some food is refused altogether.</li>
            <li><strong>Instant noodles:</strong> ramen whose soup has meat or egg is returned, so we look
            at the ingredients.</li>
            <li><strong>Cosmetics:</strong> creams, serums, sheet masks and make-up may go. U.S. customs may
            ask for FDA details; sprays and flammable ones are refused.</li>
            <li><strong>Batteries:</strong> power banks and loose lithium batteries are mostly refused. For
            wireless earbuds, light sticks and the like we find out whether the battery is built in.</li>
            </ul>
            """),
        callout(
            "warning",
            """
            <p>A rule can change between your quote and the day we buy. Then we look at the item again
            before we spend your money.</p>
            """,
        ),
        text("""
            <p>The list gathers what carriers and services of this trade publish, and what the FDA says. It
            is a help and not the law: customs decides about each parcel. If you are unsure, just <a
            href="/quote/">ask for a quote</a>. Asking costs nothing.</p>
            """),
    ],
    blocks_ko=[
        text("""
            <p>결제하시기 전에 상품을 하나씩 확인해요. 보낼 수 없는 상품은 빼고 이유를 알려 드려요. 미리
            찾아보고 싶으시면 <a href="/restricted/">제한 품목 목록</a>을 이용해 주세요. 상품 이름으로
            검색할 수 있고 규칙마다 출처가 적혀 있어요.</p>
            """),
        heading("보낼 수 없는 상품"),
        text("""
            <ul>
            <li><strong>인화성 제품과 압축 용기:</strong> 향수, 바디미스트, 방향제, 룸스프레이, 에어로졸,
            매니큐어와 리무버예요. 비행기에 실을 수 없어요.</li>
            <li><strong>주류와 담배:</strong> 전자담배도 안 돼요.</li>
            <li><strong>동식물 제품:</strong> 육류와 달걀(스프 분말도 포함), 육포, 반려동물 사료, 생과일,
            씨앗, 식물, 견과류예요.</li>
            <li><strong>의료용품:</strong> 의약품, 주사기, 주사바늘, 주사제예요.</li>
            <li><strong>귀중품:</strong> 현금, 상품권과 기프트카드, 골드바 같은 귀금속, 세팅되지 않은
            보석이에요.</li>
            <li><strong>위험하거나 불법인 물품:</strong> 총, 도검과 그렇게 보이는 물품, 폭죽, 라이터,
            위조품(짝퉁)이에요.</li>
            </ul>
            """),
        heading("조건에 따라 보낼 수 있는 상품"),
        text("""
            <ul>
            <li><strong>식품, 음료, 건강기능식품:</strong> 과자, 김치, 차, 비타민, 홍삼 같은 상품이에요.
            우편으로 보내는 식품은 발송 전에 FDA 사전신고가 필요하고(fda.gov), DHL과 FedEx는 사업자가
            소비자에게 보내는 소포는 예외가 아니라고 안내해요. 구매대행 소포가 바로 여기에 해당해요. 아예
            보낼 수 없는 식품도 있어요.</li>
            <li><strong>라면:</strong> 스프에 육류나 알 성분이 든 라면은 반송되기 때문에 성분을
            확인해요.</li>
            <li><strong>화장품:</strong> 크림, 세럼, 마스크팩, 메이크업 제품은 보낼 수 있어요. 다만 미국
            세관이 FDA 정보를 요구할 수 있고, 스프레이와 인화성 제품은 보낼 수 없어요.</li>
            <li><strong>배터리:</strong> 보조배터리와 단품 리튬 배터리는 대부분 거절돼요. 무선 이어폰이나
            응원봉 같은 상품은 배터리가 내장되어 있는지 확인해요.</li>
            </ul>
            """),
        callout(
            "warning",
            """
            <p>견적을 드린 뒤 구매하기 전까지 규칙이 바뀔 수 있어요. 그러면 결제하신 돈을 쓰기 전에 상품을
            다시 확인해요.</p>
            """,
        ),
        text("""
            <p>이 목록은 운송사와 같은 업종의 서비스가 공개한 내용, 그리고 FDA의 안내를 모은 것이에요.
            참고용일 뿐 법은 아니며, 소포 하나하나에 대한 결정은 세관이 해요. 확실하지 않으면 <a
            href="/quote/">견적을 요청</a>해 주세요. 견적은 무료예요.</p>
            """),
    ],
)
