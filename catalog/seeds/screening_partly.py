"""Goods that may go under conditions, or that a person has to look at."""

from catalog.models import Verdict
from catalog.seeds.screening_rule import Rule

FDA = "fda.gov (ucm082154): prior notice for food by mail; DHL, FedEx: business to consumer is not exempt"

PARTLY = [
    Rule(
        code="supplements",
        category="food and drink",
        verdict=Verdict.RESTRICT,
        keywords="""
            supplement, vitamin, probiotic, omega 3, red ginseng, ginseng extract, protein powder,
            collagen powder, collagen stick, diet pill, 건강기능식품, 영양제, 비타민, 유산균,
            프로바이오틱스, 오메가3, 홍삼, 인삼, 단백질 보충제, 콜라겐 스틱, 콜라겐 젤리, 루테인, 밀크씨슬
            """,
        exceptions="""
            vitamin serum, vitamin cream, vitamin toner, vitamin c serum, 비타민 세럼, 비타민 크림,
            비타민 앰플, 비타민 토너, 비타민c 세럼, 비타민 마스크, 홍삼 비누, 인삼 비누, 유산균 크림,
            헤어 영양제, 손톱 영양제, 식물 영양제, 두피 영양제
            """,
        reason_en="Food supplements bought by an agent need an FDA prior notice before they are sent.",
        reason_ko="구매대행으로 보내는 건강기능식품은 발송 전에 FDA 사전신고(Prior Notice)가 필요합니다.",
        source=FDA,
    ),
    Rule(
        code="food",
        category="food and drink",
        verdict=Verdict.RESTRICT,
        keywords="""
            snack, candy, chocolate, cookie, biscuit, chips, seaweed, kimchi, gochujang, doenjang,
            green tea, coffee mix, tteokbokki, rice cake, juice, beverage, jelly pouch, 과자, 간식, 사탕,
            초콜릿, 쿠키, 김치, 고추장, 된장, 간장, 녹차, 커피믹스, 떡볶이, 음료, 주스, 조미김, 도시락김,
            식품, 젤리 스틱, 시리얼, 미숫가루
            """,
        exceptions="""
            snack bowl, snack box case, candy color, candy colour, candy bong, chocolate brown,
            chocolate color, chocolate colour, cookie cutter, cookie jar, cookie run, chips set,
            kimchi container, snack dress, 과자 그릇, 초콜릿 브라운, 초콜릿 컬러, 쿠키런, 쿠키 커터, 쿠키틀,
            김치통, 김치 용기, 김치냉장고, 강아지 간식, 고양이 간식, 애견 간식, 반려견 간식, 녹차 토너,
            녹차 세럼, 식품의약품안전처, 식품 용기, 건강기능식품, 음료 거치대, 음료컵
            """,
        reason_en=(
            "Food and drink bought by an agent need an FDA prior notice before they are sent; some are "
            "refused."
        ),
        reason_ko="구매대행 식품과 음료는 발송 전에 FDA 사전신고가 필요하며, 일부 품목은 보낼 수 없습니다.",
        source=FDA,
    ),
    Rule(
        code="ramen",
        category="food and drink",
        verdict=Verdict.ASK,
        keywords="""
            ramen, ramyun, ramyeon, instant noodle, cup noodle, 라면, 컵라면, 컵누들, 짜파게티, 불닭볶음면
            """,
        exceptions="""
            ramen pot, ramen bowl, ramen keyring, ramen plush, 라면 냄비, 라면냄비, 라면기, 라면 그릇,
            라면 키링, 라면 인형
            """,
        reason_en=(
            "Instant noodles whose soup has meat or egg are returned: check the ingredients; FDA prior "
            "notice is needed."
        ),
        reason_ko="스프에 육류나 알 성분이 든 라면은 반송됩니다. 성분 확인과 FDA 사전신고가 필요합니다.",
        source=f"kalltrans, helplf; {FDA}",
    ),
    Rule(
        code="cosmetics",
        category="cosmetics",
        verdict=Verdict.RESTRICT,
        keywords="""
            cosmetic, makeup, lipstick, lip tint, lip gloss, lip balm, foundation, cushion compact,
            eyeshadow, mascara, eyeliner, blusher, concealer, toner, serum, ampoule,
            essence, sunscreen, sun cream, moisturizer, moisturiser, cleansing foam, cleansing oil,
            sheet mask, mask pack, hand cream, eye cream, face cream, skincare, skin care, 화장품, 메이크업,
            립스틱, 립틴트, 립밤, 립글로스, 파운데이션, 쿠션 팩트, 쿠션 파운데이션, 아이섀도우, 아이섀도,
            마스카라, 아이라이너, 블러셔, 컨실러, 하이라이터, 토너, 세럼, 앰플, 에센스, 선크림, 선스틱,
            수분크림, 핸드크림, 아이크림, 마스크팩, 클렌징폼, 클렌징오일, 스킨케어
            """,
        exceptions="""
            foundation brush, makeup brush, makeup pouch, cosmetic pouch, cosmetic bag, makeup mirror,
            lipstick case, toner cartridge, printer toner, laser toner, eyeshadow brush,
            화장품 파우치, 화장품 정리함, 메이크업 브러시,
            메이크업 브러쉬, 메이크업 박스, 토너 카트리지, 프린터 토너, 레이저 토너, 토너먼트,
            립스틱 케이스, 에센스 국어
            """,
        reason_en=(
            "Cosmetics go under conditions: US customs may ask for FDA details; sprays and flammables "
            "are refused."
        ),
        reason_ko=(
            "화장품은 조건부로 가능합니다. 미국 세관이 FDA 정보를 요구할 수 있고, 스프레이와 인화성 "
            "제품은 불가합니다."
        ),
        source=(
            "Restricted list (partly); kalltrans, helplf: FDA numbers may be asked for cosmetics and powders"
        ),
    ),
    Rule(
        code="lithium_battery",
        category="dangerous goods",
        verdict=Verdict.RESTRICT,
        keywords="""
            power bank, portable charger, lithium battery, lithium ion, battery pack, spare battery,
            보조배터리, 보조 배터리, 리튬 배터리, 리튬이온, 배터리팩
            """,
        exceptions="""
            power bank case, power bank pouch, 보조배터리 케이스, 보조배터리 파우치
            """,
        reason_en="Lithium batteries have strict limits; loose batteries and power banks are mostly refused.",
        reason_ko="리튬 배터리는 제한이 엄격하며, 단품 배터리와 보조배터리는 대부분 거절됩니다.",
        source="kalltrans, helplf: lithium limits",
    ),
    Rule(
        code="battery_device",
        category="dangerous goods",
        verdict=Verdict.ASK,
        keywords="""
            light stick, lightstick, wireless earbuds, bluetooth speaker, laptop, smartphone, tablet pc,
            drone, 응원봉, 무선 이어폰, 블루투스 이어폰, 블루투스 스피커, 노트북, 스마트폰, 태블릿pc, 드론
            """,
        exceptions="""
            lightstick pouch, lightstick strap, light stick pouch, laptop sleeve, laptop pouch,
            laptop stand, smartphone case, 응원봉 파우치, 응원봉 스트랩, 응원봉 키링, 노트북 파우치,
            노트북 거치대, 노트북 가방, 스마트폰 케이스
            """,
        reason_en="Has or may have a battery: find out which kind, and whether it is built in.",
        reason_ko="배터리가 들어 있을 수 있습니다. 종류와 내장 여부를 확인하세요.",
        source="kalltrans, helplf: lithium limits",
    ),
]
