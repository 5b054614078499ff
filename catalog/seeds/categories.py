"""What the seeded shops sell: categories, and for each shop its category and one sentence about it."""

# (slug, name, Korean name, position)
CATEGORIES = [
    ("fashion", "Fashion", "패션", 10),
    ("beauty", "Beauty", "뷰티", 20),
    ("books", "Books and stationery", "도서·문구", 30),
    ("music", "Albums and fan goods", "음반·굿즈", 40),
    ("markets", "Large stores and markets", "종합 쇼핑몰·오픈마켓", 50),
    ("department", "Department stores and groceries", "백화점·식품", 60),
    ("resale", "Resale", "리셀", 70),
]

# host: (category, one sentence, the same in Korean)
STORE_ABOUT: dict[str, tuple[str, str, str]] = {
    "musinsa.com": (
        "fashion",
        "Clothes, shoes and bags of many Korean brands, with measured sizes on many pages.",
        "국내 여러 브랜드의 옷과 신발, 가방을 파는 곳으로, 많은 상품에 실측 사이즈가 있어요.",
    ),
    "29cm.co.kr": (
        "fashion",
        "A curated shop for fashion, home and lifestyle brands.",
        "패션과 홈, 라이프스타일 브랜드를 골라 소개하는 편집숍이에요.",
    ),
    "zigzag.kr": (
        "fashion",
        "Women's fashion from many small shops in one place; each of them ships for itself.",
        "여러 여성 패션 쇼핑몰을 한곳에 모은 곳으로, 배송은 쇼핑몰마다 따로 해요.",
    ),
    "oliveyoung.co.kr": (
        "beauty",
        "Korea's well-known chain for cosmetics and skin care; sprays and nail polish cannot be sent.",
        "화장품과 스킨케어로 잘 알려진 매장이에요. 스프레이와 매니큐어는 보낼 수 없어요.",
    ),
    "kyobobook.co.kr": (
        "books",
        "One of Korea's large bookshops, with stationery.",
        "한국의 대형 서점으로, 문구도 함께 팔아요.",
    ),
    "aladin.co.kr": (
        "books",
        "Books and records, new and second-hand.",
        "새 책과 중고 책, 음반을 파는 서점이에요.",
    ),
    "yes24.com": (
        "books",
        "Books, e-books, records and tickets; we can send the books and records.",
        "책과 전자책, 음반, 티켓을 파는 곳이에요. 저희는 책과 음반을 보내 드려요.",
    ),
    "ktown4u.com": (
        "music",
        "K-pop albums and fan goods; pre-orders come weeks later.",
        "K팝 음반과 굿즈를 파는 곳이에요. 예약 상품은 몇 주 뒤에 도착해요.",
    ),
    "shop.weverse.io": (
        "music",
        "Official albums and goods of many K-pop artists; some need a fan membership.",
        "여러 K팝 아티스트의 공식 음반과 굿즈를 팔아요. 팬 멤버십이 필요한 상품도 있어요.",
    ),
    "gmarket.co.kr": (
        "markets",
        "An open market where many sellers offer nearly everything; look at the seller, too.",
        "여러 판매자가 거의 모든 것을 파는 오픈마켓이에요. 판매자도 함께 확인해 주세요.",
    ),
    "11st.co.kr": (
        "markets",
        "An open market with many sellers; look at the seller, too.",
        "여러 판매자가 모인 오픈마켓이에요. 판매자도 함께 확인해 주세요.",
    ),
    "coupang.com": (
        "markets",
        "A very large store with goods of its own and of other sellers; options often have their own link.",
        "직접 파는 상품과 다른 판매자의 상품이 함께 있는 대형 쇼핑몰로, 옵션마다 링크가 다를 때가 많아요.",
    ),
    "smartstore.naver.com": (
        "markets",
        "Thousands of small shops on Naver, each with its own prices and shipping.",
        "네이버에 모인 수많은 작은 가게로, 가격과 배송비가 가게마다 달라요.",
    ),
    "ssg.com": (
        "department",
        "Shinsegae's department store and Emart's groceries online; much of the food cannot be sent.",
        "신세계백화점과 이마트의 온라인 쇼핑몰이에요. 식품은 보낼 수 없는 것이 많아요.",
    ),
    "kream.co.kr": (
        "resale",
        "Resale of sneakers and other sought-after pieces, inspected before they are sent; prices move.",
        "스니커즈와 한정판 상품을 검수해서 다시 파는 곳이에요. 가격이 자주 바뀌어요.",
    ),
}
