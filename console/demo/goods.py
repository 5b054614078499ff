"""What the demo's customers want: shops that exist, things they sell, prices of their kind (KRW)."""

from dataclasses import dataclass

from workflow.services.requests import WantedItem


@dataclass(frozen=True, slots=True)
class Good:
    url: str
    title: str
    price_krw: int
    shipping_krw: int = 0
    options: str = ""
    grams: int = 400

    def wanted(self, quantity: int = 1, note: str = "") -> WantedItem:
        return WantedItem(url=self.url, title=self.title, options=self.options, quantity=quantity, note=note)


GOODS = (
    Good("https://www.musinsa.com/products/3812001", "무신사 스탠다드 릴렉스 핏 코튼 셔츠", 39_900, 0, "블루 / L", 380),
    Good("https://www.musinsa.com/products/4120778", "Corduroy bucket hat", 45_000, 0, "brown", 150),
    Good("https://www.29cm.co.kr/products/2558810", "Linen table runner, handmade", 68_000, 3_000, "sand", 520),
    Good("https://product.kyobobook.co.kr/detail/S000213", "채식주의자 (한강), 개정판", 13_500, 0, "", 350),
    Good("https://product.kyobobook.co.kr/detail/S000877", "Korean picture book set, 5 volumes", 58_000, 0, "", 1_900),
    Good("https://www.aladin.co.kr/shop/wproduct.aspx?ItemId=3301", "소년이 온다", 13_500, 0, "", 340),
    Good("https://www.ktown4u.com/iteminfo?goods_no=118820", "SEVENTEEN mini album, sealed", 23_400, 2_500, "ver. B", 480),
    Good("https://weverseshop.io/ko/shop/USD/artists/2/sales/9911", "BTS official light stick", 49_000, 3_000, "", 620),
    Good("https://weverseshop.io/ko/shop/USD/artists/7/sales/1204", "NewJeans photo card binder", 28_000, 3_000, "", 700),
    Good("https://item.gmarket.co.kr/Item?goodscode=3311200", "Stainless steel chopsticks, 10 pairs", 24_900, 2_500, "", 450),
    Good("https://item.gmarket.co.kr/Item?goodscode=2719944", "Stone bowl (dolsot), 18 cm", 32_000, 3_500, "with tray", 2_300),
    Good("https://www.ssg.com/item/itemView.ssg?itemId=10005", "Hanbok for a first birthday", 129_000, 4_000, "pink, 12 months", 900),
    Good("https://zigzag.kr/catalog/products/130011", "Pleated midi skirt", 36_800, 2_500, "charcoal / M", 420),
    Good("https://www.yes24.com/Product/Goods/119200", "TOPIK II practice tests, with audio", 22_500, 0, "", 880),
    Good("https://www.coupang.com/vp/products/7718", "Linen apron with two pockets", 19_800, 0, "grey", 300),
    Good("https://www.29cm.co.kr/products/1190045", "Celadon mug, pair", 54_000, 3_000, "", 760),
)  # fmt: skip

# What a rule stops, or asks about.
PERFUME = Good(
    "https://www.oliveyoung.co.kr/store/goods/A0011", "Nonfiction Gaiac Flower perfume 30 ml", 79_000
)
SOJU = Good("https://item.gmarket.co.kr/Item?goodscode=9981", "Andong soju gift set", 42_000, 3_000)
GINSENG = Good(
    "https://www.ssg.com/item/itemView.ssg?itemId=20417",
    "Red ginseng supplement, 30 sticks",
    89_000,
    0,
    "",
    500,
)
UNCLEAR = Good("https://www.musinsa.com/products/9000001", "Sneakers as in the link", 119_000, 0, "", 1_100)
