"""Shops and their categories."""

from django.utils.translation import ngettext

from catalog import blocks
from catalog.editing.kinds import PlainKind, Use
from catalog.kinds.forms import model_form
from catalog.models import Category, Entry, Guide, Store


class StoreKind(PlainKind):
    slug = "store"
    model = Store
    form = model_form(Store, ("name", "name_ko", "host", "category", "summary_en", "summary_ko", "note"))
    icon = "storefront"
    titled_by = ("name", "host")

    def uses(self, entry: Entry) -> list[Use]:
        store = self.find(entry)
        host = store.host if store is not None else ""
        guides = Guide.objects.filter(live=True).only("blocks_en", "blocks_ko")
        n = sum(
            host in blocks.stores_of(guide.blocks_en) | blocks.stores_of(guide.blocks_ko) for guide in guides
        )
        return [Use(n, ngettext("%(n)d guide", "%(n)d guides", n) % {"n": n})]


class CategoryKind(PlainKind):
    slug = "category"
    model = Category
    form = model_form(Category, ("slug", "name_en", "name_ko", "position"))
    icon = "category"
    titled_by = ("name_en", "name_ko")

    def uses(self, entry: Entry) -> list[Use]:
        n = Store.objects.filter(category_id=int(entry.key or 0)).count()
        return [Use(n, ngettext("%(n)d store", "%(n)d stores", n) % {"n": n})]
