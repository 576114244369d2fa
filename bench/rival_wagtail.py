"""Wagtail's side of ``bench.rivals``, run alone: ``rival_wagtail.py FOLDER TIMES DATABASE WORDS SENTENCES`` prints
milliseconds a page. DATABASE is how to reach an empty one (libpq), SENTENCES a list in JSON.
"""

import io
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

FOLDER, TIMES, DATABASE, WORDS, SENTENCES = sys.argv[1], int(sys.argv[2]), *sys.argv[3:5], json.loads(sys.argv[5])
sys.path.insert(0, FOLDER)
TEMPLATE = """{% load wagtailcore_tags wagtailimages_tags i18n %}<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.seo_title|default:page.title }}</title>
<meta name="description" content="{{ page.search_description }}"><meta property="og:title" content="{{ page.title }}">
<link rel="stylesheet" href="/static/app.css"></head><body>
{% wagtail_site as site %}<nav><ul>{% for item in site.root_page.get_children.live.in_menu %}
<li><a href="{% pageurl item %}">{{ item.title }}</a></li>{% endfor %}</ul></nav>
<main><h1>{{ page.title }}</h1>{% srcset_image page.picture width-{320,640,1280} sizes="100vw" %}
{{ page.body|richtext }}SENTENCES
</main></body></html>"""


def settings(media: str, templates: str) -> dict[str, Any]:
    contrib = ("contenttypes", "auth", "sessions", "messages")
    parts = ("users", "documents", "images", "search", "admin")
    return {
        "DEBUG": False, "SECRET_KEY": "bench", "ALLOWED_HOSTS": ["*"], "ROOT_URLCONF": "rival_urls", "USE_TZ": True,
        "WAGTAIL_SITE_NAME": "bench", "WAGTAILADMIN_BASE_URL": "http://localhost", "MEDIA_ROOT": media,
        "MEDIA_URL": "/media/", "STATIC_URL": "/static/", "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": database()}, "USE_I18N": True, "LANGUAGE_CODE": "en-gb",
        "INSTALLED_APPS": [
            "rival_pages", *(f"wagtail.{part}" for part in parts), "wagtail", "modelcluster", "taggit",
            *(f"django.contrib.{part}" for part in contrib),
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [templates],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }],
    }  # fmt: skip


def database() -> dict[str, Any]:
    """PostgreSQL over a connection that stays, as in production."""
    from psycopg.conninfo import conninfo_to_dict

    reached = conninfo_to_dict(DATABASE)
    return {
        "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, "NAME": reached["dbname"],
        "USER": reached["user"], "HOST": reached["host"], "PORT": reached["port"],
    }  # fmt: skip


def site() -> None:
    """Its tables, one picture, and a home page with five pages for the menu and the one that is measured."""
    from django.core.files.images import ImageFile
    from django.core.management import call_command
    from PIL import Image as Drawn
    from rival_pages.models import AppealPage
    from wagtail.images.models import Image
    from wagtail.models import Page, Site

    call_command("makemigrations", "rival_pages", verbosity=0)
    call_command("migrate", verbosity=0)
    drawn = io.BytesIO()
    Drawn.effect_noise((1600, 1200), 40).convert("RGB").save(drawn, "JPEG")
    picture = Image.objects.create(title="A picture", file=ImageFile(drawn, name="bench.jpg"))
    home = Page.objects.get(depth=2)
    for number in range(5):
        home.add_child(instance=Page(title=f"Page {number}", slug=f"page-{number}", show_in_menus=True))
    body = f"<h2>Last seen</h2><p>{WORDS}</p><p><a href='https://example.org/'>Tell us what you saw</a></p>"
    home.add_child(instance=AppealPage(title="An appeal", slug="appeal", body=body, picture=picture))
    Site.objects.update(root_page=home, hostname="localhost", is_default_site=True)


def main() -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        said = "".join(f'<p>{{% translate "{each}" %}}</p>' for each in SENTENCES)
        (Path(folder) / "appeal.html").write_text(TEMPLATE.replace("SENTENCES", said))
        package = Path(folder) / "rival_pages"
        (package / "migrations").mkdir(parents=True)
        for made in (package, package / "migrations"):
            (made / "__init__.py").write_text("")
        (package / "models.py").write_text(MODELS)
        sys.path.insert(0, folder)
        urls: Any = ModuleType("rival_urls")
        sys.modules["rival_urls"] = urls
        import django
        from django.conf import settings as given

        given.configure(**settings(f"{folder}/media", folder))
        django.setup()
        from django.test import Client
        from django.urls import include, path

        urls.urlpatterns = [path("", include("wagtail.urls"))]
        site()
        print(measured(Client()))


def measured(client: Any) -> float:
    took = []
    for number in range(TIMES + 20):
        began = time.thread_time()
        answer = client.get("/appeal/", headers={"host": "localhost"})
        if number >= 20:
            took.append(time.thread_time() - began)
        if answer.status_code != 200 or not all(part in answer.content for part in (b"srcset", SENTENCES[-1].encode())):
            sys.exit(f"Wagtail answered {answer.status_code}")
    return median(took) * 1000


MODELS = """
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class AppealPage(Page):
    body = RichTextField()
    picture = models.ForeignKey("wagtailimages.Image", null=True, on_delete=models.SET_NULL, related_name="+")
    template = "appeal.html"
"""

if __name__ == "__main__":
    main()
