"""The pictures of the catalog: chosen, uploaded, and where no crop may cut them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.blocks import images_of
from catalog.images import url_of
from catalog.models import Image
from console.dialogs import dress
from integrations.pictures import MAX_BYTES

_A_PAGE = 24


class ImageForm(forms.ModelForm):
    """A picture with its texts. That it is one says `catalog.images.keep_image`."""

    file = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Image
        fields = ("title", "alt_en", "alt_ko")


class FocalForm(forms.ModelForm):
    """What no crop may cut off, in percent from the upper left."""

    class Meta:
        model = Image
        fields = ("focal_x", "focal_y")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a page shows it, small."""

    pk: int
    src: str
    title: str
    alt_en: str
    alt_ko: str
    width: int
    height: int


def shown(image: Image) -> Picture:
    return Picture(
        image.pk, url_of(image, "w320"), image.title, image.alt_en, image.alt_ko, image.width, image.height
    )


def shown_in(content: Any) -> tuple[Picture, ...]:
    """The pictures that blocks name, of a list or of its JSON text. One query, where they name any."""
    keys = images_of(content)
    return tuple(shown(image) for image in Image.objects.filter(pk__in=keys)) if keys else ()


def list_context(
    request: HttpRequest, *, form: ImageForm | None = None, added: Image | None = None
) -> dict[str, Any]:
    """The newest pictures, those with the words `q` in their texts; and the form for another one."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = Image.objects.order_by("-uploaded_at", "-pk")
    for word in words.split()[:5]:
        found = found.filter(Q(title__icontains=word) | Q(alt_en__icontains=word) | Q(alt_ko__icontains=word))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("p"))
    form = form or ImageForm()
    dress(form)
    return {
        **admin.site.each_context(request),
        "title": _("Pictures"),
        "words": words,
        "page": page,
        "pictures": [shown(image) for image in page.object_list],
        "form": form,
        "added": added.pk if added is not None else None,
        "most_megabytes": MAX_BYTES // 1024 // 1024,
    }


def focal_context(request: HttpRequest, image: Image, form: FocalForm) -> dict[str, Any]:
    dress(form)
    return {
        **admin.site.each_context(request),
        "title": _("Focal point of %(title)s") % {"title": image.title},
        "image": image,
        "picture": shown(image),
        "form": form,
        "card": url_of(image, "card"),
    }
