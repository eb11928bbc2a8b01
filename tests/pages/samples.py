"""Pages as sites send them: each a page of its kind, with what must and what must not be read from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TODAY = date(2025, 3, 10)


@dataclass(frozen=True)
class Sample:
    """``said`` are lines of the article, ``unsaid`` words of the page that aren't the article's."""

    html: str
    said: tuple[str, ...]
    unsaid: tuple[str, ...] = ()
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_on: date | None = None
    language: str | None = None


NEWS = Sample(
    """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Flood destroys 320 homes in Lima | Harbour Times</title>
<link rel="canonical" href="https://harbour.example/world/flood-lima">
<meta property="og:site_name" content="Harbour Times">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "Flood destroys 320 homes in Lima", "datePublished": "2025-03-02T21:30:00-05:00",
 "dateModified": "2025-03-04T08:00:00-05:00", "publisher": {"@type": "Organization", "name": "Harbour Times"}}</script>
</head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport: 3 players injured</a></li></ul></nav></header>
<div class="cookie-banner"><p>We and our 842 partners store information on 12 devices.</p></div>
<main><article><h1>Flood destroys 320 homes in Lima</h1><p class="byline">By Ana Soto</p>
<time datetime="2025-03-02">2 March 2025</time>
<figure><img src="a.jpg"><figcaption>Some 5,000 people gather in Quito. Photo: N. Ruiz</figcaption></figure>
<p>About 320 homes were destroyed when the river <a href="/r">Rímac</a> burst its banks, the interior
   ministry said on Sunday.</p>
<p>At least 14 people were killed, <b>the ministry</b> said.<br>Nine are missing.</p>
<p><a href="/other">Read more: 700 homes destroyed in Cusco last year</a></p>
<p>Also read: <a href="/third">66 killed in quake</a></p>
<h2>Rescue</h2>
<ul><li>Some 80 people were rescued by helicopter.</li><li>Another 200 were evacuated.</li></ul>
<blockquote><p>We lost 45 boats, said a fisherman.</p></blockquote>
<table><caption>Damage in 77 towns</caption><tr><th>Region</th><th>Killed</th><th>Homes destroyed</th></tr>
<tr><td>Lima</td><td>10</td><td>200</td></tr><tr><td>Callao</td><td>4</td><td>120</td></tr></table>
<p>The government has sent 1,200 soldiers to the region, the defence minister told reporters.</p>
<aside class="related"><h3>Related</h3><ul><li><a href="/x">Quake kills 66 in Chile</a></li></ul></aside>
<div class="ad">Win 10,000 dollars today!</div></article>
<section class="comments" id="comments"><h3>12 comments</h3>
<div class="comment"><p>I heard that 900 people died there, they lie to us!</p></div></section>
</main><footer><p>© 2025 Harbour Times. 30 journalists work here.</p></footer></body></html>""",
    said=(
        "About 320 homes were destroyed when the river Rímac burst its banks, the interior ministry said on Sunday.",
        "At least 14 people were killed, the ministry said.",
        "Nine are missing.",
        "Rescue",
        "Some 80 people were rescued by helicopter.",
        "Another 200 were evacuated.",
        "We lost 45 boats, said a fisherman.",
        "| Region | Killed | Homes destroyed |",
        "| Lima | 10 | 200 |",
        "The government has sent 1,200 soldiers to the region, the defence minister told reporters.",
    ),
    unsaid=("Sport", "842", "5,000", "700", "66", "77 towns", "10,000", "900", "30 journalists", "Also read"),
    title="Flood destroys 320 homes in Lima",
    publisher="Harbour Times",
    url="https://harbour.example/world/flood-lima",
    published_on=date(2025, 3, 2),
    language="en",
)

BLOG = Sample(
    """<html lang="en"><head><title>Counting the bees - Meadow Notes</title>
<meta property="article:published_time" content="2025-02-11T09:00:00+00:00"></head><body>
<div id="sidebar"><h3>Archive</h3><ul><li><a href="/2024">2024 (31 posts)</a></li></ul></div>
<div class="post hentry"><h2 class="entry-title">Counting the bees</h2>
<div class="entry-content"><p>This spring we counted 4,200 bees in the meadow behind the school, with the help of pupils.</p>
<p>That is 700 more than last year, says the teacher who began it. It rained on 12 days, which bees don't like at all.</p></div>
<div class="sharedaddy"><a href="#">Share 45</a></div>
<div id="comments"><ol class="commentlist"><li>Nice! We had 99 bees.</li></ol></div></div></body></html>""",
    said=(
        "This spring we counted 4,200 bees in the meadow behind the school, with the help of pupils.",
        "That is 700 more than last year, says the teacher who began it. It rained on 12 days, which bees don't "
        "like at all.",
    ),
    unsaid=("31 posts", "Share", "99 bees"),
    published_on=date(2025, 2, 11),
    language="en",
)

BARE = Sample(
    "<h1>Ferry sinks</h1><p>A ferry with 48 people aboard sank off the coast, the coast guard said.</p>",
    said=("A ferry with 48 people aboard sank off the coast, the coast guard said.",),
)

NO_DATE = Sample(
    """<html><head><title>Mine closes</title></head><body><article><h1>Mine closes</h1>
<p>The mine near the town will close, and 350 miners will lose their work, the company said in a letter to them.</p>
<p>It was opened in 1987 and has 12 shafts, of which 3 are in use today, according to the ministry of mines.</p>
<p>Copyright 2019 by the authors.</p></article></body></html>""",
    said=(
        "The mine near the town will close, and 350 miners will lose their work, the company said in a letter to them.",
    ),
)

GERMAN = Sample(
    """<html lang="de-AT"><head><meta charset="utf-8"><title>Flut zerstört Häuser</title></head><body><article>
<h1>Flut zerstört Häuser</h1><p>Bei der Flut wurden 320 Häuser zerstört und 14 Menschen getötet, sagte das Ministerium.</p>
<p>Die Regierung hat 1.200 Soldaten geschickt, wie der Minister am Sonntag vor der Presse mitteilte.</p></article></body></html>""",
    said=("Bei der Flut wurden 320 Häuser zerstört und 14 Menschen getötet, sagte das Ministerium.",),
    title="Flut zerstört Häuser",
    language="de",
)

LAID_OUT = Sample(
    """<html><body bgcolor="white"><table width="100%"><tr><td width="160"><a href="/">Home</a><br><a href="/n">News</a></td>
<td><p>The harbour took in 2,400 ships last year, which is more than in any year before, the harbour master said.</p>
<p>He expects 2,600 ships this year, since the second basin will be opened in spring, he told the paper.</p></td></tr></table>
</body></html>""",
    said=(
        "The harbour took in 2,400 ships last year, which is more than in any year before, the harbour master said.",
        "He expects 2,600 ships this year, since the second basin will be opened in spring, he told the paper.",
    ),
    unsaid=("Home",),
)

TABLES = Sample(
    """<html lang="en"><head><title>Results by region</title></head><body><article><h1>Results by region</h1>
<p>The statistics office has published the results of the count for each of the regions of the country.</p>
<table><thead><tr><th>Region</th><th>People injured</th></tr></thead>
<tbody><tr><td>North</td><td>5,100</td></tr><tr><td>South</td><td>4,900</td></tr></tbody></table>
<p>Altogether 10,000 people were injured, the office said in its report on the year, fewer than ever before.</p>
</article></body></html>""",
    said=(
        "| Region | People injured |",
        "| North | 5,100 |",
        "| South | 4,900 |",
        "Altogether 10,000 people were injured, the office said in its report on the year, fewer than ever before.",
    ),
    title="Results by region",
    language="en",
)

HIDDEN = Sample(
    """<html><body><article><h1>Storm</h1>
<p>The storm left 2,000 households without power, the grid operator said on Monday in the capital.</p>
<p style="display: none">Subscribe now and 5,000 people will follow you.</p>
<p hidden>The storm left 9,999 households without power.</p>
<p>Power will be back for 1,500 of them by the evening, the operator's spokeswoman told the broadcaster.</p>
<script>document.write("<p>77 people died.</p>")</script><style>p::after { content: "88 people died." }</style>
<noscript><p>Turn scripts on, as 3 million readers do.</p></noscript></article></body></html>""",
    said=("The storm left 2,000 households without power, the grid operator said on Monday in the capital.",),
    unsaid=("5,000", "9,999", "77 people", "88 people", "3 million"),
)

AHEAD = Sample(
    """<html lang="en"><head><meta property="article:published_time" content="2025-04-01T00:00:00Z">
<link rel="canonical" href="https://harbour.example/"></head><body><article><h1>Strike</h1>
<p>Some 900 dockers went on strike for a day, their union said, and 40 ships had to wait at sea for them.</p>
</article></body></html>""",
    said=(
        "Some 900 dockers went on strike for a day, their union said, and 40 ships had to wait at sea for them.",
    ),
    language="en",
)

NARROW_SPACES = Sample(
    "<html><body><article><h1>Camp</h1><p>Some 1\u00a0200&nbsp;refugees &amp; 45&#8239;000 others live in the camp,"
    " the agency said in its report.</p></article></body></html>",
    said=("Some 1 200 refugees & 45 000 others live in the camp, the agency said in its report.",),
)

SAMPLES = {
    "news": NEWS,
    "blog": BLOG,
    "bare": BARE,
    "no date": NO_DATE,
    "German": GERMAN,
    "laid out": LAID_OUT,
    "tables": TABLES,
    "hidden": HIDDEN,
    "ahead": AHEAD,
    "narrow spaces": NARROW_SPACES,
}
