//! ARNs, and whether a text names a resource.

/// An ARN, `arn:partition:service:region:account:resource`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    /// As `sqs`.
    pub(crate) service: &'a str,
    /// What the service writes there, colons and all.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None` if the text is no ARN.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (prefix, _partition) = (parts.next()?, parts.next()?);
        let service = parts.next().filter(|service| prefix == "arn" && !service.is_empty())?;
        let resource = parts.nth(2)?;
        Some(Self { service, resource })
    }
}

/// Whether a text (a name, an ARN, a URL, an ARN with a qualifier) names the resource with this physical name.
///
/// Types that share a name are told apart by the service of the ARN.
pub(crate) fn names(text: &str, service: &str, physical: &str) -> bool {
    if text == physical {
        return true;
    }
    match Arn::parse(text) {
        // API Gateway wraps the ARN of a function: …:apigateway:…/functions/arn:aws:lambda:…/invocations
        Some(arn) if arn.service == "apigateway" && service == "lambda" => {
            let inner = arn.resource.split_once("/functions/").map(|(_, inner)| inner);
            inner.is_some_and(|inner| names(inner.trim_end_matches("/invocations"), service, physical))
        }
        Some(arn) => arn.service == service && in_resource(arn.resource, physical),
        None => text.rsplit_once('/').is_some_and(|(before, last)| last == physical && before.contains("://")),
    }
}

/// `name`, `kind:name`, `kind/name`, each perhaps followed by a qualifier or a path.
fn in_resource(resource: &str, physical: &str) -> bool {
    resource.match_indices(physical).any(|(at, found)| {
        let before = resource[..at].chars().next_back();
        let after = resource[at + found.len()..].chars().next();
        matches!(before, None | Some(':' | '/')) && matches!(after, None | Some(':' | '/' | '-')) && {
            // `-??????` ends the ARN of a secret; any other dash goes on with another name.
            after != Some('-') || resource.len() == at + found.len() + 7
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_aws_writes_them() {
        let queue = "arn:aws:sqs:us-east-2:123456789012:shop-events.fifo";
        assert!(names(queue, "sqs", "shop-events.fifo"));
        assert!(!names(queue, "sns", "shop-events.fifo"));
        assert!(!names("arn:aws:sqs:us-east-2:123456789012:shop-events-dlq", "sqs", "shop-events"));
        assert!(names("https://sqs.us-east-2.amazonaws.com/123456789012/shop-events", "sqs", "shop-events"));
        assert!(names("arn:aws:lambda:us-east-2:123456789012:function:shop-worker:live", "lambda", "shop-worker"));
        assert!(names("arn:aws:logs:us-east-2:123456789012:log-group:/aws/lambda/w:*", "logs", "/aws/lambda/w"));
        assert!(names("arn:aws:secretsmanager:r:a:secret:shop/dev/key-??????", "secretsmanager", "shop/dev/key"));
        let invoke =
            "arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:r:a:function:w:live/invocations";
        assert!(names(invoke, "lambda", "w"));
        assert!(!names("shop-events", "sqs", "events"));
    }

    #[test]
    fn what_is_no_arn_is_none() {
        assert_eq!(Arn::parse("events"), None);
        assert_eq!(Arn::parse("arn:aws:s3:::bucket").map(|arn| arn.resource), Some("bucket"));
    }
}
