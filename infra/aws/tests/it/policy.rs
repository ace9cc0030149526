//! Policy documents.

use pulumi::mock::Run;
use pulumi::{Context, Output, ResourceOptions, Value};
use pulumi_aws::policy::{Action, Document, Kind, Operator, PolicyError, Principal, Quantifier, Statement};
use pulumi_aws::{iam, sqs};

use crate::program::text;

fn some() -> Statement {
    Statement::allow(["sqs:SendMessage"]).resource("*")
}

fn refused(document: Document) -> PolicyError {
    document.render().unwrap_err()
}

#[tokio::test]
async fn the_order_in_which_things_are_named_does_not_matter() {
    let document = |actions: [&'static str; 3], arns: [&'static str; 2], swap: bool| {
        let (first, second) = if swap { ("aws:b", "aws:a") } else { ("aws:a", "aws:b") };
        let statement = Statement::allow(actions)
            .sid("Read")
            .resources(arns)
            .condition(Operator::StringEquals, first, ["x"])
            .condition(Operator::StringEquals, second, ["x"]);
        Document::identity().statement(statement)
    };
    let one = document(["s3:GetObject", "s3:PutObject", "s3:GetObject"], ["arn:b", "arn:a"], false);
    let other = document(["s3:PutObject", "s3:GetObject", "s3:GetObject"], ["arn:a", "arn:b"], true);
    let (one, other) = (text(|| one.render().unwrap()).await, text(|| other.render().unwrap()).await);
    assert_eq!(one, other);
    assert_eq!(
        one,
        concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","#,
            r#""Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:a","arn:b"],"#,
            r#""Condition":{"StringEquals":{"aws:a":"x","aws:b":"x"}}}]}"#,
        )
    );
}

#[tokio::test]
async fn principals_are_grouped_by_kind() {
    let statement = Statement::allow(["sts:AssumeRole"])
        .principal(Principal::service("scheduler.amazonaws.com"))
        .principal(Principal::aws(Output::new("arn:role".to_owned())))
        .principal(Principal::service("lambda.amazonaws.com"))
        .principal(Principal::federated("arn:oidc"));
    assert_eq!(
        text(|| Document::trust().statement(statement).render().unwrap()).await,
        concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:role","#,
            r#""Federated":"arn:oidc","Service":["lambda.amazonaws.com","scheduler.amazonaws.com"]},"#,
            r#""Action":"sts:AssumeRole"}]}"#,
        )
    );
}

#[tokio::test]
async fn denials_may_name_what_they_spare() {
    let statement = Statement::deny_all_but(Action::of("iam", ["Get*", "List*"]))
        .resource("arn:aws:iam::*:role/admin")
        .all_resources_but_these()
        .condition(Operator::ArnLike.quantified(Quantifier::ForAnyValue), "aws:PrincipalArn", ["arn:b", "arn:a"])
        .condition(Operator::Bool.if_exists(), "aws:MultiFactorAuthPresent", ["false"]);
    assert_eq!(
        text(|| Document::identity().statement(statement).render().unwrap()).await,
        concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":["iam:Get*","iam:List*"],"#,
            r#""NotResource":"arn:aws:iam::*:role/admin","Condition":{"#,
            r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"},"#,
            r#""ForAnyValue:ArnLike":{"aws:PrincipalArn":["arn:a","arn:b"]}}}]}"#,
        )
    );
}

#[tokio::test]
async fn a_document_waits_for_its_outputs_and_keeps_what_they_came_from() {
    let program = |ctx: Context| async move {
        let queue = sqs::Queue::new(&ctx, "queue", sqs::QueueArgs::new(), ResourceOptions::new());
        let statement = Statement::allow(["sqs:SendMessage"]).resource(queue.arn());
        let policy = Document::identity().statement(statement).render()?;
        iam::RolePolicy::new(
            &ctx,
            "policy",
            iam::RolePolicyArgs::new().role("r").policy(policy),
            ResourceOptions::new(),
        );
        Ok(())
    };
    let graph = Run::new().preview().program(program).await;
    let (queue, policy) = (graph.node("queue").unwrap(), graph.node("policy").unwrap());
    assert_eq!(policy.inputs["policy"], Value::Unknown);
    assert_eq!(policy.property_dependencies["policy"], [queue.urn.clone()].into());
}

#[test]
fn what_iam_would_refuse_is_an_error_that_names_the_statement() {
    let statement = || "#1".to_owned();
    assert_eq!(refused(Document::identity()), PolicyError::NoStatements);
    let none = Statement::allow([""; 0]).resource("*");
    assert_eq!(
        refused(Document::identity().statement(some()).statement(none)),
        PolicyError::NoActions { statement: "#2".to_owned() }
    );
    assert_eq!(
        refused(Document::identity().statement(Statement::allow(["SendMessage"]).resource("*").sid("Send"))),
        PolicyError::MalformedAction { statement: "Send".to_owned(), action: "SendMessage".to_owned() }
    );
    assert_eq!(
        refused(Document::identity().statement(some().principal(Principal::any()))),
        PolicyError::PrincipalNotAllowed { statement: statement(), kind: Kind::Identity }
    );
    assert_eq!(
        refused(Document::resource().statement(some())),
        PolicyError::NoPrincipal { statement: statement(), kind: Kind::Resource }
    );
    assert_eq!(
        refused(Document::resource().statement(some().principal(Principal::any()).principal(Principal::aws("1")))),
        PolicyError::MixedPrincipals { statement: statement() }
    );
    assert_eq!(
        refused(Document::identity().statement(Statement::allow(["sqs:SendMessage"]))),
        PolicyError::NoResources { statement: statement(), kind: Kind::Identity }
    );
    assert_eq!(
        refused(Document::trust().statement(some().principal(Principal::any()))),
        PolicyError::ResourceNotAllowed { statement: statement(), kind: Kind::Trust }
    );
}

#[test]
fn conditions_and_names_must_be_whole_and_unique() {
    let statement = "#1".to_owned();
    let key = "aws:SourceArn".to_owned();
    let empty = some().condition(Operator::ArnLike, key.clone(), [""; 0]);
    let error = refused(Document::identity().statement(empty));
    assert_eq!(error, PolicyError::NoValues { statement: statement.clone(), key });
    let twice = some().condition(Operator::ArnLike, "aws:sourcearn", ["a"]);
    let twice = twice.condition(Operator::ArnLike, "aws:SourceArn", ["b"]);
    let error = refused(Document::identity().statement(twice));
    let operator = "ArnLike".to_owned();
    assert_eq!(error, PolicyError::DuplicateCondition { statement, operator, key: "aws:SourceArn".to_owned() });
    assert_eq!(
        refused(Document::identity().statement(some().sid("not-so"))),
        PolicyError::MalformedSid { sid: "not-so".to_owned() }
    );
    let error = refused(Document::identity().statements([some().sid("A"), some().sid("A")]));
    assert_eq!((error.code(), error), ("policy-duplicate-sid", PolicyError::DuplicateSid { sid: "A".to_owned() }));
}
