"""Well-known Korean shops: (name, Korean name, host, note)."""

STORES = [
    ("Musinsa", "무신사", "musinsa.com", "Fashion. Sizes are Korean; ask for centimetres when in doubt."),
    ("29CM", "29CM", "29cm.co.kr", "Fashion and home."),
    ("Zigzag", "지그재그", "zigzag.kr", "A mall of many small fashion shops; each seller ships for itself."),
    (
        "Olive Young",
        "올리브영",
        "oliveyoung.co.kr",
        "Cosmetics: expect screening hits for sprays and nail polish.",
    ),
    ("Kyobo Book Centre", "교보문고", "kyobobook.co.kr", "Books and stationery."),
    ("Aladin", "알라딘", "aladin.co.kr", "Books, also second-hand."),
    ("YES24", "예스24", "yes24.com", "Books, records, tickets (tickets cannot be sent)."),
    ("Gmarket", "G마켓", "gmarket.co.kr", "Open market: look at the seller, not only at the shop."),
    ("11st", "11번가", "11st.co.kr", "Open market: look at the seller, not only at the shop."),
    ("Coupang", "쿠팡", "coupang.com", "Options are often separate articles with their own address."),
    ("SSG", "SSG닷컴", "ssg.com", "Department store and groceries (much of the food cannot be sent)."),
    (
        "Naver Smart Store",
        "네이버 스마트스토어",
        "smartstore.naver.com",
        "Thousands of sellers under one host.",
    ),
    ("Ktown4u", "케이타운포유", "ktown4u.com", "Albums. Pre-orders arrive weeks later: tell the customer."),
    ("Weverse Shop", "위버스샵", "shop.weverse.io", "Albums and fan articles; membership may be needed."),
    ("Kream", "크림", "kream.co.kr", "Resale with inspection; the price moves by the hour."),
]
