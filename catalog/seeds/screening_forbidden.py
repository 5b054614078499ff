"""Goods that cannot be sent: the service's restricted list, with what carriers and blogs of the trade add."""

from catalog.models import Verdict
from catalog.seeds.screening_rule import Rule

LIST = "The service's restricted list"
TRADE = "Restricted list; kalltrans, helplf (items not sent from Korea to the US)"

FORBIDDEN = [
    Rule(
        code="alcohol",
        category="food and drink",
        verdict=Verdict.FORBID,
        keywords="""
            alcohol, liquor, wine, beer, soju, makgeolli, makkoli, whisky, whiskey, vodka, champagne,
            liqueur, rice wine, 주류, 소주, 맥주, 와인, 막걸리, 위스키, 보드카, 샴페인, 전통주, 사케,
            리큐르, 복분자주, 매실주, 과실주
            """,
        exceptions="""
            wine red, wine color, wine colour, wine glass, wine glasses, wine rack, wine opener, soju glass,
            soju glasses, beer glass, beer mug, root beer, champagne gold, champagne color,
            champagne colour, alcohol swab, 와인색, 와인 컬러, 와인 레드, 와인잔, 와인 글라스, 와인랙,
            와인 오프너, 소주잔, 맥주잔, 맥주컵, 샴페인 골드, 샴페인 컬러, 샴페인잔, 전통주얼리, 비주류,
            회사케이스, 사케이스
            """,
        reason_en="Alcoholic drinks cannot be sent to the US by post or courier.",
        reason_ko="주류는 우편이나 특송으로 미국에 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="perfume",
        category="flammable",
        verdict=Verdict.FORBID,
        keywords="""
            perfume, eau de parfum, eau de toilette, eau de cologne, cologne, body mist, hair mist, 향수,
            오드퍼퓸, 오 드 퍼퓸, 오드뚜왈렛, 오 드 뚜왈렛, 코롱, 바디미스트, 바디 미스트, 헤어 미스트
            """,
        exceptions="""
            perfume tray, perfume bottle case, 무향수, 향수병 케이스, 향수분, 향수건, 고향수
            """,
        reason_en="Perfume is flammable (Class 3) and is refused by air carriers.",
        reason_ko="향수는 인화성 물질(3급 위험물)이라 항공 운송이 거절됩니다.",
        source=TRADE,
    ),
    Rule(
        code="air_freshener",
        category="flammable",
        verdict=Verdict.FORBID,
        keywords="""
            air freshener, room spray, fabric spray, aerosol, spray can, reed diffuser, spray paint,
            hair spray, hairspray, dry shampoo spray, butane, 방향제, 룸스프레이, 룸 스프레이, 섬유 탈취제,
            에어로졸, 디퓨저, 스프레이 페인트, 헤어 스프레이, 부탄가스, 살충제
            """,
        exceptions="""
            diffuser stone, 디퓨저 스톤, 디퓨저 스틱, 디퓨저 용기, 자동차 방향제 거치대
            """,
        reason_en="Air fresheners and pressurised cans are dangerous goods and cannot fly.",
        reason_ko="방향제와 압축가스 용기는 위험물이라 항공으로 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="nail_polish",
        category="flammable",
        verdict=Verdict.FORBID,
        keywords="""
            nail polish, nail lacquer, gel polish, nail remover, acetone, 매니큐어, 네일 폴리시, 네일 락카,
            젤 네일 폴리시, 네일 리무버, 아세톤
            """,
        exceptions="""
            nail polish sticker, nail polish holder, 매니큐어 스티커, 매니큐어 정리함, 매니큐어 세트 가위
            """,
        reason_en="Nail polish and its remover are flammable and cannot fly.",
        reason_ko="매니큐어와 리무버는 인화성 물질이라 항공으로 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="tobacco",
        category="tobacco",
        verdict=Verdict.FORBID,
        keywords="""
            tobacco, cigarette, cigar, e-cigarette, vape, nicotine, heated tobacco, 담배, 전자담배,
            시가 담배, 니코틴, 액상 담배, 궐련
            """,
        exceptions="""
            cigarette pants, cigarette jeans, cigarette case, 금연, 담배 케이스
            """,
        reason_en="Tobacco and e-cigarettes cannot be sent to the US.",
        reason_ko="담배와 전자담배는 미국으로 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="syringes",
        category="medical",
        verdict=Verdict.FORBID,
        keywords="""
            syringe, hypodermic needle, 주사기, 주사바늘, 주사 바늘
            """,
        exceptions="""
            syringe pen, toy syringe, 장난감 주사기
            """,
        reason_en="Syringes and needles cannot be sent.",
        reason_ko="주사기와 주사바늘은 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="injectables",
        category="medical",
        verdict=Verdict.FORBID,
        keywords="""
            botox, botulinum, dermal filler, hyaluronic filler, injectable, injection ampoule, 보톡스,
            보툴리눔, 히알루론산 필러, 주사제, 주사액, 주사용
            """,
        exceptions="""
            hair botox, botox cream, botox mask, 헤어 보톡스, 보톡스 크림, 보톡스 마스크, 바르는 보톡스
            """,
        reason_en="Injectable products cannot be sent.",
        reason_ko="주사제는 보낼 수 없습니다.",
        source=LIST,
    ),
    Rule(
        code="pet_food",
        category="food and drink",
        verdict=Verdict.FORBID,
        keywords="""
            pet food, dog food, cat food, dog treat, cat treat, dog snack, cat snack, 사료, 강아지 간식,
            고양이 간식, 애견 간식, 반려견 간식, 츄르
            """,
        exceptions="""
            pet food bowl, dog food bowl, cat food bowl, pet food container, 사료통, 사료 그릇, 사료 보관함,
            사료 스푼, 사료집, 역사 사료
            """,
        reason_en="Pet food and treats cannot be sent to the US.",
        reason_ko="반려동물 사료와 간식은 미국으로 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="meat_egg",
        category="food and drink",
        verdict=Verdict.FORBID,
        keywords="""
            meat, beef, pork, jerky, sausage, ham, bacon, spam can, egg, egg powder, chicken breast, 육포,
            소고기, 쇠고기, 돼지고기, 닭가슴살, 소시지, 햄 통조림, 스팸 세트, 베이컨, 계란, 달걀, 사골, 곰탕
            """,
        exceptions="""
            beef tallow cream, ham hook, egg cushion, easter egg, egg holder, egg cup, egg tray, west ham,
            meat grinder, meat tongs, 계란 트레이, 계란 보관함, 달걀 케이스, 계란찜기
            """,
        reason_en="Meat and egg, even as soup powder, are stopped at the US border.",
        reason_ko="육류와 알 제품은 스프 분말까지도 미국 세관에서 반입이 거부됩니다.",
        source="kalltrans, helplf",
    ),
    Rule(
        code="fresh_plants",
        category="food and drink",
        verdict=Verdict.FORBID,
        keywords="""
            fresh fruit, seedling, flower seed, vegetable seed, plant seed, live plant, bulb onion, walnut,
            chestnut, 생과일, 씨앗, 모종, 종자, 구근, 생화 꽃다발, 견과류, 호두, 생밤
            """,
        exceptions="""
            walnut brown, walnut color, walnut colour, walnut wood, walnut table, walnut desk,
            chestnut brown, 호두나무, 씨앗 오일, 추종자, 모종삽
            """,
        reason_en="Fresh fruit, plants, seeds and nuts are returned by US agriculture inspection.",
        reason_ko="생과일, 식물, 씨앗, 견과류는 미국 농산물 검역에서 반송됩니다.",
        source="kalltrans, helplf",
    ),
    Rule(
        code="cash",
        category="valuables",
        verdict=Verdict.FORBID,
        keywords="""
            banknote, paper money, cash, coin set, gift certificate, prepaid card, 지폐, 현금, 상품권,
            기프트카드, 기프트 카드, 기념주화, 자기앞수표
            """,
        exceptions="""
            cash register, cash box, cash pouch, cash back, 현금영수증, 현금 결제, 현금 할인, 현금 파우치,
            현금 지갑
            """,
        reason_en="Cash, gift cards and securities cannot be sent.",
        reason_ko="현금, 상품권, 유가증권은 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="precious_metals",
        category="valuables",
        verdict=Verdict.FORBID,
        keywords="""
            gold bar, gold bullion, silver bar, silver bullion, pure gold, 24k gold, platinum bar,
            loose diamond, 골드바, 실버바, 순금, 금괴, 은괴, 24k 순금
            """,
        exceptions="""
            pure gold color, 24k gold mask, 24k gold serum, 24k gold cream, 순금 도금, 단순금
            """,
        reason_en="Precious metals and loose gems cannot be sent.",
        reason_ko="귀금속(금괴, 순금, 은괴)과 나석은 보낼 수 없습니다.",
        source=TRADE,
    ),
    Rule(
        code="counterfeits",
        category="illegal",
        verdict=Verdict.FORBID,
        keywords="""
            counterfeit, replica, knock-off, knockoff, mirror grade, imitation bag, imitation watch, 짝퉁,
            레플리카, 이미테이션, 미러급, 가품
            """,
        exceptions="""
            imitation pearl, imitation leather, replica jersey, replica uniform, 레플리카 유니폼,
            레플리카 저지, 이미테이션 진주, 가품 보상, 가품 시 보상, 가품일 경우, 추가품, 정가품, 단가품
            """,
        reason_en="Counterfeits and imitations are seized, and buying them is against our terms.",
        reason_ko="위조품과 모조품은 압수 대상이며 구매대행이 불가능합니다.",
        source=TRADE,
    ),
    Rule(
        code="weapons",
        category="weapons",
        verdict=Verdict.FORBID,
        keywords="""
            gun, pistol, rifle, airsoft, bb gun, stun gun, taser, pepper spray, sword, dagger, switchblade,
            brass knuckles, crossbow, ammunition, 권총, 소총, 에어소프트건, 비비탄총, 비비탄, 가스총,
            전기충격기, 호신용 스프레이, 도검, 단검, 석궁, 실탄
            """,
        exceptions="""
            glue gun, massage gun, water gun, heat gun, bubble gun, nerf gun, label gun, top gun, finger gun
            """,
        reason_en="Weapons, and what looks like them, cannot be sent.",
        reason_ko="무기와 무기류로 보이는 물품은 보낼 수 없습니다.",
        source="Restricted list; CBP list as cited by blogs",
    ),
    Rule(
        code="explosives",
        category="weapons",
        verdict=Verdict.FORBID,
        keywords="""
            firework, firecracker, sparkler, gunpowder, explosive, lighter fluid, zippo, matchbox, 폭죽,
            불꽃놀이 세트, 화약, 폭발물, 라이터, 성냥
            """,
        exceptions="""
            하이라이터, 타이프라이터, 카피라이터, 라이터즈, 라이터스, 라이터 케이스, 성냥팔이,
            성냥개비 퍼즐, 평화약
            """,
        reason_en="Explosives, fireworks and lighters cannot be sent.",
        reason_ko="폭발물, 폭죽, 라이터는 보낼 수 없습니다.",
        source=LIST,
    ),
    Rule(
        code="medicines",
        category="medical",
        verdict=Verdict.FORBID,
        keywords="""
            medicine, antibiotic, painkiller, prescription drug, tylenol, ointment, 의약품, 감기약, 진통제,
            항생제, 해열제, 소화제, 타이레놀, 후시딘, 마데카솔, 동전파스
            """,
        exceptions="""
            medicine ball, medicine box, medicine cabinet, 의약품 보관함
            """,
        reason_en="Medicines cannot be sent to the US by an agent.",
        reason_ko="의약품은 구매대행으로 미국에 보낼 수 없습니다.",
        source="kalltrans, helplf",
    ),
]
