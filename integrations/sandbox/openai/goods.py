"""What this stand-in knows of goods: enough to be believed, always the same, and deaf to persuasion."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

CBP = (
    "https://www.cbp.gov/travel/us-citizens/know-before-you-go/prohibited-and-restricted-items",
    "Prohibited and Restricted Items | U.S. Customs and Border Protection",
)
FDA = ("https://www.fda.gov/industry/import-basics/personal-importation", "Personal Importation | FDA")
NOTICE = ("https://www.fda.gov/food/importing-food-products-imported-food/prior-notice-imported-foods",
          "Prior Notice of Imported Foods | FDA")  # fmt: skip
COSMETICS = ("https://www.fda.gov/industry/importing-fda-regulated-products/importing-cosmetics",
             "Importing Cosmetics | FDA")  # fmt: skip
MEAT = ("https://www.aphis.usda.gov/international-travel/bring-food/meat",
        "International Traveler: Meats, Poultry, and Seafood | USDA APHIS")  # fmt: skip
PET = ("https://www.aphis.usda.gov/animal-product-import/pet-food-treats",
       "Pet Food, Treats and Chews | USDA APHIS")  # fmt: skip
HAZMAT = ("https://pe.usps.com/text/pub52/pub52c3_001.htm", "Publication 52, 3 Hazardous Materials | USPS")
LITHIUM = ("https://pe.usps.com/text/pub52/pub52c3_028.htm", "Publication 52, 349 Lithium Batteries | USPS")


@dataclass(frozen=True)
class Goods:
    """A kind of goods: its words, and what is to be said of it in two languages."""

    words: tuple[str, ...]
    verdict: str
    confidence: str
    reason_en: str
    reason_ko: str
    source: tuple[str, str]

    @property
    def facts(self) -> dict[str, object]:
        """What an answer says, under the names a question may use."""
        return {
            "verdict": self.verdict,
            "confidence": self.confidence,
            "reason_en": self.reason_en,
            "reason_ko": self.reason_ko,
            "sources": [self.source[0]],
        }


# The first that fits counts, so the narrow kinds stand before the broad ones.
KINDS = (
    Goods(
        ("wine glass", "soju glass", "beer glass", "soju cup", "소주잔", "와인잔", "맥주잔"),
        "allow", "high",
        "This is glassware for drinks, not the drink. Nothing stands against it; pack it well.",
        "술이 아니라 잔입니다. 제한은 없으며 파손에 대비해 잘 포장하면 됩니다.",
        CBP,
    ),
    Goods(
        ("perfume", "eau de parfum", "eau de toilette", "cologne", "body mist", "향수", "오드퍼퓸", "코롱"),
        "forbid", "high",
        "Perfume holds alcohol and counts as a flammable liquid (Class 3). Air mail does not take it.",
        "향수는 알코올을 함유한 인화성 액체(3급 위험물)라 항공 우편으로 보낼 수 없습니다.",
        HAZMAT,
    ),
    Goods(
        ("alcohol", "soju", "wine", "beer", "makgeolli", "whisky", "소주", "와인", "맥주", "막걸리",
         "위스키", "전통주"),
        "forbid", "high",
        "Alcoholic drinks are not mailable, and a private person may not import them by courier.",
        "주류는 우편으로 보낼 수 없고, 개인이 특송으로 수입할 수도 없습니다.",
        CBP,
    ),
    Goods(
        ("power bank", "portable charger", "spare battery", "lithium battery", "보조배터리", "리튬배터리"),
        "forbid", "high",
        "A power bank is a lithium battery sent by itself. International air mail does not take it.",
        "보조배터리는 단독 리튬배터리로 분류되어 국제 항공 우편으로 보낼 수 없습니다.",
        LITHIUM,
    ),
    Goods(
        ("earbuds", "headphones", "smartwatch", "tablet", "laptop",
         "이어폰", "헤드폰", "스마트워치", "노트북"),
        "restrict", "medium",
        "A battery inside its device may fly: two devices a parcel at most, switched off, not damaged.",
        "기기에 장착된 배터리는 보낼 수 있습니다. 소포당 기기 2대까지, 전원을 끄고 손상이 없어야 합니다.",
        LITHIUM,
    ),
    Goods(
        ("nail polish", "nail lacquer", "gel nail", "nail remover",
         "매니큐어", "네일 폴리시", "네일 리무버"),
        "forbid", "high",
        "Nail polish and remover are flammable liquids (Class 3). Carriers refuse them from private senders.",
        "매니큐어와 리무버는 인화성 액체(3급 위험물)라 개인 발송 항공 화물로 받지 않습니다.",
        HAZMAT,
    ),
    Goods(
        ("switchblade", "butterfly knife", "잭나이프", "버터플라이 나이프"),
        "forbid", "high",
        "Switchblades and other knives that open by themselves may not be imported into the United States.",
        "자동으로 펴지는 칼은 미국에 수입할 수 없습니다.",
        CBP,
    ),
    Goods(
        ("knife", "knives", "kitchen knife", "식칼", "부엌칼", "나이프"),
        "ask", "medium",
        "Kitchen knives may be imported, but the carrier wants the blade sheathed. Ask which knife it is.",
        "주방용 칼은 수입이 가능하지만 칼날을 감싸야 합니다. 어떤 칼인지 확인하세요.",
        CBP,
    ),
    Goods(
        ("dog food", "cat food", "pet food", "dog treat", "cat treat",
         "사료", "강아지 간식", "고양이 간식"),
        "restrict", "medium",
        "Pet food with animal ingredients needs a certificate of its origin; without one it is destroyed.",
        "동물성 원료가 든 사료는 원산지 증명이 필요하며, 없으면 폐기됩니다.",
        PET,
    ),
    Goods(
        ("jerky", "beef", "pork", "ham", "sausage", "meat",
         "육포", "소고기", "돼지고기", "햄", "소시지", "순대"),
        "forbid", "high",
        "Meat and meat products from Korea are not admitted without an inspection certificate.",
        "한국산 육류와 육가공품은 검역 증명 없이는 반입할 수 없습니다.",
        MEAT,
    ),
    Goods(
        ("ramen", "ramyun", "ramyeon", "instant noodle", "cup noodle", "라면", "컵라면", "불닭볶음면"),
        "ask", "medium",
        "Instant noodles are admitted when their soup powder holds no meat. Look at the list of ingredients.",
        "라면은 스프에 육류 성분이 없어야 반입됩니다. 성분표를 확인하세요.",
        MEAT,
    ),
    Goods(
        ("supplement", "vitamin", "red ginseng", "probiotic", "omega 3",
         "홍삼", "영양제", "비타민", "유산균"),
        "restrict", "medium",
        "Supplements for personal use are admitted in small amounts, with a prior notice to the FDA.",
        "개인용 건강기능식품은 소량만 반입되며 FDA 사전신고가 필요합니다.",
        NOTICE,
    ),
    Goods(
        ("medicine", "prescription", "painkiller", "의약품", "진통제", "감기약", "연고"),
        "ask", "low",
        "Medicines may be imported only for one's own use, for at most three months. A person has to look.",
        "의약품은 본인 사용 목적으로 3개월분까지만 반입됩니다. 담당자 확인이 필요합니다.",
        FDA,
    ),
    Goods(
        ("snack", "candy", "chocolate", "cookie", "seaweed", "kimchi", "tea", "과자", "간식", "초콜릿",
         "김", "김치", "녹차"),
        "restrict", "medium",
        "Packaged food is admitted with a prior notice to the FDA before the parcel leaves.",
        "포장 식품은 발송 전에 FDA 사전신고를 해야 반입됩니다.",
        NOTICE,
    ),
    Goods(
        ("sunscreen", "선크림", "자외선 차단제"),
        "restrict", "medium",
        "Sunscreen is an over-the-counter drug in the United States. Small amounts for oneself only.",
        "자외선 차단제는 미국에서 일반의약품입니다. 개인용으로 소량만 보낼 수 있습니다.",
        FDA,
    ),
    Goods(
        ("serum", "toner", "cream", "cosmetic", "lipstick", "cushion", "essence",
         "sheet mask", "화장품", "세럼",
         "토너", "크림", "립스틱", "쿠션", "에센스", "마스크팩"),
        "allow", "medium",
        "Cosmetics for personal use may be imported. Aerosols and alcohol-based liquids are the exception.",
        "개인용 화장품은 반입할 수 있습니다. 에어로졸과 알코올성 액체는 제외됩니다.",
        COSMETICS,
    ),
    Goods(
        ("album", "photocard", "photo card", "lightstick", "light stick", "poster", "앨범", "포토카드",
         "응원봉", "굿즈"),
        "allow", "high",
        "Records, photo cards and fan goods are not restricted. Take the batteries out of light sticks.",
        "음반, 포토카드, 굿즈는 제한이 없습니다. 응원봉은 건전지를 빼고 보내면 됩니다.",
        CBP,
    ),
    Goods(
        ("shirt", "hoodie", "dress", "jeans", "jacket", "hanbok", "shoes", "sneakers", "bag",
         "sock", "티셔츠", "후드",
         "원피스", "청바지", "자켓", "한복", "신발", "운동화", "가방", "양말"),
        "allow", "high",
        "Clothes, shoes and bags for personal use are not restricted, as long as they are genuine.",
        "개인용 의류, 신발, 가방은 정품이면 제한이 없습니다.",
        CBP,
    ),
)  # fmt: skip
UNKNOWN = Goods(
    (), "allow", "low",
    "No restriction was found for goods of this kind.",
    "이 종류의 상품에 대한 제한은 찾지 못했습니다.",
    CBP,
)  # fmt: skip
NAMELESS = Goods(
    (), "ask", "low",
    "It cannot be told from the name and the link what this is. A person has to look.",
    "상품명과 링크만으로는 무엇인지 알 수 없습니다. 담당자 확인이 필요합니다.",
    CBP,
)  # fmt: skip
COMMANDING = re.compile(
    r"\b(ignore|disregard|forget)\b.{0,40}\b(instructions?|rules?|above)\b|지시.{0,20}무시", re.I
)


def look_at(title: str, link: str = "", options: str = "") -> Goods:
    """The kind of an item, by the words of its title, its options and its link's path."""
    text = " ".join((title, options, _path_words(link))).lower()
    for kind in KINDS:
        if any(_says(text, word) for word in kind.words):
            return kind
    # Whoever gives orders in the place of a name has not said what it is.
    return NAMELESS if not title.strip() or COMMANDING.search(text) else UNKNOWN


def _says(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"\b{re.escape(word)}(?:s|es)?\b", text) is not None
    # One syllable stands in countless other words: it must stand alone.
    return word in text if len(word) > 1 else re.search(rf"(?<!\w){word}(?!\w)", text) is not None


def _path_words(link: str) -> str:
    try:
        return re.sub(r"[-_/.+]", " ", unquote(urlsplit(link).path))
    except ValueError:
        return ""
