//! A listing's description: Markdown in, clean HTML or plain text out.
//!
//! Twice safe: comrak drops raw HTML and dangerous addresses, and ammonia lets only a short list of tags through. Headings begin at `h3`,
//! under the page's own `h1` and `h2`; pictures belong to the photos and become their alternative text.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use comrak::{Arena, Node, Options, arena_tree::NodeEdge, format_html, nodes::NodeValue, parse_document};
use kernel::text;

const TAGS: [&str; 23] = [
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "del",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    cleaner
});

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    // Who types on a phone means the line break that he typed.
    options.render.hardbreaks = true;
    options
}

/// HTML to be put into a page as it is.
#[must_use]
pub fn to_html(markdown: &str) -> String {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, markdown, &options);
    strip_pictures(root);
    for node in root.descendants() {
        if let NodeValue::Heading(heading) = &mut node.data_mut().value {
            heading.level = (heading.level + 2).min(6);
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    match format_html(root, &options, &mut html) {
        Ok(()) => CLEANER.clean(&html).to_string(),
        // Writing into a string does not fail; the plain words would still be right.
        Err(_) => ammonia::clean_text(markdown),
    }
}

/// The words alone, one blank or line break between blocks: for the search index and the page's description.
#[must_use]
pub fn to_text(markdown: &str) -> String {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options());
    let mut out = String::with_capacity(markdown.len());
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data().value {
                NodeValue::Text(words) => out.push_str(words),
                NodeValue::Code(code) => out.push_str(&code.literal),
                NodeValue::CodeBlock(block) => out.push_str(&block.literal),
                NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
                _ => {}
            },
            NodeEdge::End(node) => {
                if node.data().value.block() && !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
    out.trim().to_owned()
}

/// The beginning of the words in one line, at most `max` characters, cut after a word.
#[must_use]
pub fn excerpt(markdown: &str, max: usize) -> String {
    let words: Vec<String> = to_text(markdown).split_whitespace().map(str::to_owned).collect();
    text::truncate(&words.join(" "), max)
}

fn strip_pictures(root: Node<'_>) {
    let pictures: Vec<Node<'_>> =
        root.descendants().filter(|node| matches!(node.data().value, NodeValue::Image(_))).collect();
    for picture in pictures {
        let words: Vec<Node<'_>> = picture.children().collect();
        for word in words {
            picture.insert_before(word);
        }
        picture.detach();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_markdown_becomes_html() {
        assert_eq!(
            to_html("**Cam** ngọt\ndòng hai\n\n- một\n- hai"),
            "<p><strong>Cam</strong> ngọt<br>\ndòng hai</p>\n<ul>\n<li>một</li>\n<li>hai</li>\n</ul>\n"
        );
    }

    #[test]
    fn scripts_handlers_and_dangerous_links_are_gone() {
        for bad in [
            "<script>alert(1)</script>",
            "x <script>alert(1)</script> y",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:x)",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<javascript:alert(1)>",
            "<svg onload=alert(1)>",
            "<iframe src=//evil></iframe>",
            "[x](//evil.example)",
            "<div style=\"position:fixed\" onclick=alert(1)>x</div>",
        ] {
            let html = to_html(bad).to_lowercase();
            // What is shown as words (`&lt;`) does no harm: only tags and attributes are looked for.
            for word in [
                "<script", "href=\"j", "href=\"d", "href=\"v", "href=\"/", "onerror", "onload", "onclick", "<img",
                "<svg", "<iframe", "style=",
            ] {
                assert!(!html.contains(word), "{bad} → {html}");
            }
        }
    }

    #[test]
    fn links_say_nofollow_and_noopener() {
        assert_eq!(
            to_html("[trang](https://example.com/a)"),
            "<p><a href=\"https://example.com/a\" rel=\"nofollow noopener\">trang</a></p>\n"
        );
    }

    #[test]
    fn headings_begin_under_the_pages_own() {
        let html = to_html("# Một\n\n## Hai\n\n###### Sáu");
        assert_eq!(html, "<h3>Một</h3>\n<h4>Hai</h4>\n<h6>Sáu</h6>\n");
    }

    #[test]
    fn pictures_become_their_words() {
        assert_eq!(to_html("Đây ![quả **cam**](https://evil.example/x.png)"), "<p>Đây quả <strong>cam</strong></p>\n");
    }

    #[test]
    fn text_has_the_words_only() {
        let words = to_text("# Cam\n\n**ngọt** [lắm](https://x.example) <b>thật</b>\n\n- một\n- hai");
        assert_eq!(words, "Cam\nngọt lắm thật\nmột\nhai");
        assert_eq!(excerpt("Cam **Khe Mây** ngọt lịm", 12), "Cam Khe Mây…");
    }

    #[test]
    fn deep_nesting_ends() {
        for bad in ["> ".repeat(5_000), "[".repeat(10_000), "- ".repeat(5_000), "*a ".repeat(3_000)] {
            assert!(to_html(&bad).len() < 1_000_000);
        }
    }
}
