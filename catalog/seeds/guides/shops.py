"""Choosing a shop, and what Korean product pages say about sizes and options."""

from catalog.seeds.guides.page import GuidePage, callout, heading, store, text

SHOPS = GuidePage(
    slug="korean-shops-and-sizes",
    position=40,
    title_en="Choosing a shop, reading sizes and options",
    title_ko="쇼핑몰 고르기, 사이즈와 옵션 읽기",
    summary_en="Where to look, which Korean words matter on a product page, and how Koreans measure clothes.",
    summary_ko="어디에서 찾을지, 상품 페이지에서 무엇을 볼지, 한국 옷 치수는 어떻게 읽는지 알려 드려요.",
    blocks_en=[
        text("""
            <p>We buy from any Korean shop that sells to us. These are good places to begin; more stand in
            <a href="/stores/">our list of shops</a>.</p>
            """),
        store("musinsa.com"),
        store("kyobobook.co.kr"),
        store("smartstore.naver.com"),
        heading("One shop or many sellers"),
        text("""
            <p>Some shops, like Kyobo or Olive Young, mostly sell by themselves. Others, like Gmarket, 11st
            or Naver Smart Store, are markets: each seller ships for itself and takes its own shipping fee.
            Two items from one seller can cost less than the same two from different ones. Look at the
            seller's reviews, not only at the site's name.</p>
            """),
        heading("Words on the page"),
        text("""
            <ul>
            <li><strong>색상, 사이즈, 수량</strong>: colour, size, number</li>
            <li><strong>선택</strong>: choose; <strong>추가금액</strong>: this option costs more</li>
            <li><strong>품절</strong>: sold out; <strong>재입고</strong>: back in stock</li>
            <li><strong>예약판매</strong>: pre-order, which arrives later</li>
            <li><strong>무료배송</strong>: free shipping inside Korea; <strong>배송비</strong>: shipping
            fee</li>
            <li><strong>중고</strong>: used; <strong>리퍼</strong>: refurbished</li>
            <li><strong>쿠폰가, 회원가</strong>: a price with a coupon, or for members. We may not get it;
            the price on your quote counts.</li>
            </ul>
            """),
        heading("Sizes"),
        text("""
            <p>Clothes are measured flat on a table, in centimetres: <strong>총장</strong> length,
            <strong>어깨너비</strong> shoulders, <strong>가슴단면</strong> chest, <strong>소매길이</strong>
            sleeve, <strong>허리단면</strong> waist, <strong>밑위</strong> rise. 단면 is one side only:
            chest and waist all round are twice as much. Lay something that fits you flat and compare.</p>
            <p>Shoes are given in millimetres of foot length, such as 240 or 265. <strong>FREE</strong>
            means that there is one size only. Women's clothes may say 44, 55, 66 or 77, from small to
            large; makers differ, so trust the centimetres.</p>
            """),
        callout(
            "good",
            """
            <p>Copy the option as the shop writes it, Korean letters included, into “Colour, size, options”.
            If something is unclear, we ask you before we price it.</p>
            """,
        ),
    ],
    blocks_ko=[
        text("""
            <p>저희에게 판매하는 한국 쇼핑몰이라면 어디든 구매해 드려요. 처음이시라면 아래 쇼핑몰부터
            둘러보세요. <a href="/stores/">쇼핑몰 목록</a>에 더 많은 곳이 있어요.</p>
            """),
        store("musinsa.com"),
        store("kyobobook.co.kr"),
        store("smartstore.naver.com"),
        heading("한 쇼핑몰인가요, 여러 판매자인가요"),
        text("""
            <p>교보문고나 올리브영처럼 주로 직접 판매하는 곳이 있고, G마켓, 11번가, 네이버 스마트스토어처럼
            여러 판매자가 모인 곳이 있어요. 이런 곳은 판매자마다 따로 보내고 배송비도 따로 받아요. 두 가지를
            한 판매자에게서 사면 서로 다른 판매자에게서 살 때보다 덜 들 수 있어요. 사이트 이름만 보지 마시고
            판매자의 후기를 살펴보세요.</p>
            """),
        heading("상품 페이지에서 볼 말"),
        text("""
            <ul>
            <li><strong>색상, 사이즈, 수량</strong>: 원하시는 것을 정확히 적어 주세요</li>
            <li><strong>선택</strong>: 골라야 하는 옵션, <strong>추가금액</strong>: 더 내야 하는 옵션</li>
            <li><strong>품절</strong>: 지금 살 수 없음, <strong>재입고</strong>: 다시 들어옴</li>
            <li><strong>예약판매</strong>: 미리 주문하고 나중에 받는 상품</li>
            <li><strong>무료배송</strong>: 한국 내 배송비가 없음, <strong>배송비</strong>: 한국 내 배송
            요금</li>
            <li><strong>중고</strong>: 누군가 쓰던 상품, <strong>리퍼</strong>: 손질해 다시 파는 상품</li>
            <li><strong>쿠폰가, 회원가</strong>: 쿠폰이나 회원에게만 적용되는 가격이에요. 저희가 받지 못할
            수 있으니 견적서의 가격이 기준이에요.</li>
            </ul>
            """),
        heading("사이즈"),
        text("""
            <p>옷은 바닥에 펼쳐 놓고 센티미터로 재요. <strong>총장</strong>은 전체 길이,
            <strong>어깨너비</strong>는 어깨, <strong>가슴단면</strong>은 가슴, <strong>소매길이</strong>는
            소매, <strong>허리단면</strong>은 허리, <strong>밑위</strong>는 허리에서 가랑이까지예요. 단면은
            한 면만 잰 길이라서 가슴둘레와 허리둘레는 그 두 배예요. 잘 맞는 옷을 펼쳐 놓고 비교해
            보세요.</p>
            <p>신발은 240, 265처럼 발 길이를 밀리미터로 표시해요. <strong>FREE</strong>는 사이즈가
            하나뿐이라는 뜻이에요. 여성복에는 작은 것부터 44, 55, 66, 77로 적기도 하는데, 브랜드마다 다르니
            센티미터를 믿으시는 게 좋아요.</p>
            """),
        callout(
            "good",
            """
            <p>“색상, 사이즈, 옵션” 칸에는 쇼핑몰에 적힌 옵션을 한글 그대로 옮겨 적어 주세요. 확실하지 않은
            것이 있으면 가격을 정하기 전에 여쭤볼게요.</p>
            """,
        ),
    ],
)
