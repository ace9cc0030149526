//! Paths of an edge.

use std::collections::BTreeMap;

use crate::error::ComponentError;

/// A path that is served, as its segments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EdgePath(Vec<String>);

impl EdgePath {
    /// With a slash before each segment.
    pub(super) fn text(&self) -> String {
        format!("/{}", self.0.join("/"))
    }

    /// As a part of names of resources and statements, which take no dots.
    pub(super) fn slug(&self) -> String {
        self.0.join("-").replace('.', "-")
    }

    /// The last segment.
    pub(super) fn part(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// What it is below; `None` below the root.
    pub(super) fn parent(&self) -> Option<Self> {
        self.0.split_last().filter(|(_, above)| !above.is_empty()).map(|(_, above)| Self(above.to_vec()))
    }

    /// It and everything above it, from the top.
    fn lineage(&self) -> impl Iterator<Item = Self> + '_ {
        (1..=self.0.len()).map(|length| Self(self.0[..length].to_vec()))
    }
}

/// Every path and every part above it once, what is above first.
pub(super) fn with_ancestors(paths: &[EdgePath]) -> Vec<EdgePath> {
    let mut all: Vec<EdgePath> = paths.iter().flat_map(EdgePath::lineage).collect();
    all.sort_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| a.cmp(b)));
    all.dedup();
    all
}

/// Reads the paths of an edge.
pub(super) fn parse(component: &str, paths: &[String]) -> Result<Vec<EdgePath>, ComponentError> {
    let invalid = |reason: String| Err(ComponentError::invalid(component, "paths", reason));
    if paths.is_empty() {
        return invalid("must name at least one path: an edge without a route answers 404 to everything".to_owned());
    }
    let mut parsed = Vec::with_capacity(paths.len());
    for path in paths {
        let plain = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        let segments: Option<Vec<String>> = path
            .strip_prefix('/')
            .map(|rest| rest.split('/').map(str::to_owned).collect())
            .filter(|segments: &Vec<String>| segments.iter().all(|part| plain(part)));
        let Some(segments) = segments else {
            return invalid(format!(
                "{path:?} must be a slash and plain segments, as /webhooks/richpanel: each path is named, none is a pattern"
            ));
        };
        let path = EdgePath(segments);
        if parsed.contains(&path) {
            return invalid(format!("{:?} stands twice; name it once", path.text()));
        }
        parsed.push(path);
    }
    let mut names = BTreeMap::new();
    for path in with_ancestors(&parsed) {
        if let Some(other) = names.insert(path.slug(), path.clone()) {
            return invalid(format!(
                "{:?} and {:?} would give resources of one name; rename one of them",
                other.text(),
                path.text()
            ));
        }
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paths: &[&str]) -> Result<Vec<EdgePath>, String> {
        let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
        parse("WebhookEdge edge", &paths).map_err(|error| error.to_string())
    }

    #[test]
    fn parts_are_shared_and_stand_below_each_other() {
        let paths = read(&["/webhooks/richpanel", "/openapi.json", "/webhooks/other"]).unwrap();
        let all = with_ancestors(&paths);
        let texts: Vec<_> = all.iter().map(EdgePath::text).collect();
        assert_eq!(texts, ["/openapi.json", "/webhooks", "/webhooks/other", "/webhooks/richpanel"]);
        assert_eq!((all[3].parent().unwrap().text(), all[3].part()), ("/webhooks".to_owned(), "richpanel"));
        assert_eq!((all[0].parent(), all[0].slug().as_str()), (None, "openapi-json"));
    }

    #[test]
    fn what_is_no_plain_path_is_refused() {
        for (path, why) in [
            ("health", "must be a slash and plain segments"),
            ("/", "must be a slash and plain segments"),
            ("/health/", "must be a slash and plain segments"),
            ("/{proxy+}", "must be a slash and plain segments"),
            ("/a b", "must be a slash and plain segments"),
        ] {
            let error = read(&[path]).unwrap_err();
            assert!(error.starts_with("WebhookEdge edge: paths ") && error.contains(why), "{error}");
        }
        assert!(read(&[]).unwrap_err().contains("at least one path"));
        assert!(read(&["/a", "/a"]).unwrap_err().contains("stands twice"));
        assert!(read(&["/a/b", "/a-b"]).unwrap_err().contains("resources of one name"));
    }
}
