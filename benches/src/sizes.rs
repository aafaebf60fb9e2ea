//! How many bytes pages are, uncompressed.

use std::{collections::BTreeSet, net::SocketAddr};

use crate::{
    html::{attribute, chosen, tags},
    scenarios::{Material, paths},
    visit::Visitor,
};

/// The largest page of a kind.
pub struct Largest {
    pub kind: &'static str,
    pub bytes: usize,
    pub path: String,
}

/// The home page on a phone, in bytes.
#[derive(Debug, Default, Clone, Copy)]
pub struct Home {
    pub html: usize,
    pub styles_and_scripts: usize,
    pub pictures: usize,
    /// The part of the pictures that is loaded before anybody scrolls.
    pub pictures_at_once: usize,
}

impl Home {
    pub fn total(&self) -> usize {
        self.html + self.styles_and_scripts + self.pictures
    }
}

/// The largest HTML of every kind of page, in both languages.
pub async fn pages(address: SocketAddr, material: &Material) -> anyhow::Result<Vec<Largest>> {
    let mut visitor = Visitor::new(address).await?;
    let kinds = [
        ("home", vec!["/".to_owned()]),
        ("search", paths("/tim-kiem?q=", &material.queries[..50])),
        ("categories", vec!["/danh-muc".to_owned()]),
        ("category", paths("/danh-muc/", &material.categories)),
        ("product", paths("/san-pham/", &material.products)),
        ("stalls", vec!["/gian-hang".to_owned()]),
        ("stall", paths("/gian-hang/", &material.stalls)),
    ];
    let mut found = Vec::new();
    for (kind, paths) in kinds {
        let mut largest = Largest { kind, bytes: 0, path: String::new() };
        for path in paths.iter().flat_map(|path| [path.clone(), format!("/en{}", path.trim_end_matches('/'))]) {
            let bytes = visitor.bytes(&path).await?.len();
            if bytes > largest.bytes {
                largest = Largest { kind, bytes, path };
            }
        }
        found.push(largest);
    }
    Ok(found)
}

/// The home page with everything that a phone loads for it, down to its end.
pub async fn home(address: SocketAddr) -> anyhow::Result<Home> {
    let mut visitor = Visitor::new(address).await?;
    let html = visitor.page("/").await?;
    let mut home = Home { html: html.len(), ..Home::default() };
    for file in files(&html) {
        home.styles_and_scripts += visitor.bytes(&file).await?.len();
    }
    let mut known = BTreeSet::new();
    for (picture, lazy) in pictures(&html) {
        if !picture.starts_with('/') || !known.insert(picture.clone()) {
            continue;
        }
        let bytes = visitor.bytes(&picture).await?.len();
        home.pictures += bytes;
        if !lazy {
            home.pictures_at_once += bytes;
        }
    }
    Ok(home)
}

/// Style sheets, scripts and the drawings of icons.
fn files(html: &str) -> BTreeSet<String> {
    let links = tags(html, "link").filter(|tag| {
        let rel = attribute(tag, "rel").unwrap_or_default();
        matches!(rel.as_str(), "stylesheet" | "icon" | "preload" | "modulepreload")
    });
    let links = links.filter_map(|tag| attribute(tag, "href"));
    let scripts = tags(html, "script").filter_map(|tag| attribute(tag, "src"));
    let icons = tags(html, "use").filter_map(|tag| attribute(tag, "href"));
    let addresses = links.chain(scripts).chain(icons);
    let addresses = addresses.map(|one| one.split('#').next().unwrap_or_default().to_owned());
    addresses.filter(|one| one.starts_with('/')).collect()
}

/// What a browser that knows WebP takes of every picture, and whether it waits until it is scrolled to.
fn pictures(html: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    for tag in tags(html, "img") {
        // The sources of a <picture> stand between it and its <img>.
        let here = tag.as_ptr() as usize - html.as_ptr() as usize;
        let before = &html[start..here];
        start = here;
        let source = before.rfind("<picture").map(|at| &before[at..]).filter(|inside| !inside.contains("</picture"));
        let source = source.and_then(|inside| tags(inside, "source").next());
        let lazy = attribute(tag, "loading").is_some_and(|loading| loading == "lazy");
        let of = |tag: &str| chosen(&attribute(tag, "srcset")?, &attribute(tag, "sizes").unwrap_or_default());
        let address = source.and_then(of).or_else(|| of(tag)).or_else(|| attribute(tag, "src"));
        found.extend(address.map(|address| (address, lazy)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = r#"<link rel="stylesheet" href="/t/app.css"><link rel="canonical" href="/"><script src="/t/app.js"></script>
        <svg><use href="/t/icons.svg#a"></use></svg><svg><use href="/t/icons.svg#b"></use></svg><img src="/hero.svg">
        <picture><source type="image/webp" srcset="/a-160.webp 160w,/a-320.webp 320w" sizes="46vw"><img src="/a.jpg" loading="lazy"></picture>
        <img src="/b.webp" loading="lazy">"#;

    #[test]
    fn what_a_phone_loads_is_found() {
        assert_eq!(files(HTML).into_iter().collect::<Vec<_>>(), ["/t/app.css", "/t/app.js", "/t/icons.svg"]);
        let pictures: Vec<(String, bool)> = pictures(HTML);
        let expected = [("/hero.svg", false), ("/a-320.webp", true), ("/b.webp", true)];
        assert_eq!(pictures, expected.map(|(address, lazy)| (address.to_owned(), lazy)));
    }
}
