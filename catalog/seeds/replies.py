"""What the desk writes often: title, English text, Korean text, in the order they are offered."""

from catalog.seeds.prose import prose

_HELLO_EN, _BYE_EN = "Hello {name},\n\n", "\n\nWarm regards,\n{staff}, Bidangil"
_HELLO_KO, _BYE_KO = "{name}님, 안녕하세요.\n\n", "\n\n고맙습니다.\n비단길 {staff} 드림"


def _reply(title: str, english: str, korean: str) -> tuple[str, str, str]:
    return title, _HELLO_EN + prose(english) + _BYE_EN, _HELLO_KO + prose(korean) + _BYE_KO


REPLIES: list[tuple[str, str, str]] = [
    _reply(
        "We are on it",
        "Thank you for your message about {order}. We look into it and write again within one working day.",
        """
        {order} 주문으로 남겨 주신 메시지 잘 받았습니다.
        확인한 뒤 영업일 기준 하루 안에 다시 알려 드리겠습니다.
        """,
    ),
    _reply(
        "Which option?",
        """
        For {order} the shop offers more than one option.
        Which colour and size would you like? A picture or a link to the option helps us most.
        """,
        """
        {order} 주문 상품은 옵션이 여러 가지입니다.
        원하시는 색상과 사이즈를 알려 주시겠어요? 옵션 화면을 캡처해 보내 주시면 가장 정확합니다.
        """,
    ),
    _reply(
        "The shop is late",
        """
        The shop tells us that it sends your item later than promised.
        We have bought it and keep an eye on it; you need not do anything. We write when it arrives here.
        """,
        """
        판매처에서 상품 출고가 예정보다 늦어진다고 알려 왔습니다.
        구매는 완료되었고 계속 확인하고 있으니 따로 하실 일은 없습니다. 입고되면 바로 알려 드리겠습니다.
        """,
    ),
    _reply(
        "Out of stock: another one?",
        """
        An item of {order} is out of stock at the shop.
        Shall we look for the same item elsewhere, take another option, or leave it out and refund it?
        """,
        """
        {order} 주문 상품 중 하나가 판매처에서 품절되었습니다.
        다른 판매처에서 찾아볼까요, 다른 옵션으로 바꿀까요, 아니면 해당 상품만 빼고 환불해 드릴까요?
        """,
    ),
    _reply(
        "Photos of the arrived items",
        "Your items of {order} are in our warehouse. Here are pictures of them, before we pack.",
        "{order} 주문 상품이 입고되었습니다. 포장하기 전에 입고된 상태 그대로 사진을 보내 드립니다.",
    ),
    _reply(
        "Pack together?",
        """
        You have more than one order with us. If they travel in one parcel, delivery usually costs less.
        Shall we wait and pack them together, or send {order} now?
        """,
        """
        진행 중인 주문이 여러 건 있습니다. 합배송하시면 보통 배송비가 줄어듭니다.
        다른 주문을 기다려 합배송할까요, 아니면 {order}부터 먼저 출고할까요?
        """,
    ),
    _reply(
        "Where is my parcel?",
        """
        Your parcel {order} is with the courier. Between Korea and the United States there may be no scan for
        a few days; that is usual while it flies and passes customs. We follow it, too, and write to you if it
        stands still.
        """,
        """
        {order} 소포는 현재 택배사에서 운송 중입니다.
        항공 이동과 통관 중에는 며칠 동안 조회 내역이 바뀌지 않을 수 있습니다.
        저희도 운송장번호로 계속 확인하고 있으며, 멈춰 있으면 먼저 연락드리겠습니다.
        """,
    ),
    _reply(
        "How the refund goes",
        """
        Your refund for {order} goes back to the card you paid with.
        Banks usually take 5 to 10 working days to show it. The page of your order shows how far it is.
        """,
        """
        {order} 환불 금액은 결제하신 카드로 돌아갑니다.
        카드사에 따라 보통 영업일 기준 5~10일이 걸리며, 진행 상황은 주문 페이지에서 보실 수 있습니다.
        """,
    ),
    _reply(
        "Address to be checked",
        """
        Before we hand over {order}, please look at the address on the page of your order once more.
        The courier asks for the apartment or suite number where there is one.
        """,
        """
        {order} 출고 전에 주문 페이지의 배송지를 한 번 더 확인해 주세요.
        아파트나 호실(Apt, Suite) 번호가 있으면 꼭 적어 주셔야 배송이 원활합니다.
        """,
    ),
]
