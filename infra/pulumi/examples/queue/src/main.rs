//! A FIFO queue with its dead-letter queue and an alarm, as a component of its own.

mod dead_letters;

use std::process::ExitCode;

use pulumi::{Context, ResourceOptions, Result};

use crate::dead_letters::QueueWithDeadLetters;

async fn program(ctx: Context) -> Result {
    let receives = ctx.config().require("receives")?;
    let events = QueueWithDeadLetters::new(&ctx, "events", receives, ResourceOptions::new());
    ctx.export("url", events.queue.url());
    ctx.export("deadLettersArn", events.dead_letters.arn());
    Ok(())
}

fn main() -> ExitCode {
    pulumi::run(program)
}

#[cfg(test)]
mod tests {
    use pulumi::Value;
    use pulumi::mock::{Answer, Graph, Run};

    async fn graph(run: Run) -> Graph {
        let run = run.resources(|resource| {
            let arn = format!("arn:aws:sqs:us-east-2:123456789012:{}", resource.name);
            Answer::of(resource).output("arn", arn).output("url", format!("https://queues.example/{}", resource.name))
        });
        run.program(super::program).await
    }

    #[tokio::test]
    async fn messages_are_set_aside_after_so_many_deliveries() {
        let graph = graph(Run::new().config("project:receives", "3")).await;
        assert_eq!(graph.errors, Vec::<String>::new());
        let queue = graph.of_type("aws:sqs/queue:Queue").find(|queue| queue.name == "events").unwrap();
        let policy = &queue.inputs["redrivePolicy"];
        let arn = "arn:aws:sqs:us-east-2:123456789012:events-dead";
        assert_eq!(*policy, Value::String(format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":3}}"#)));
    }

    #[tokio::test]
    async fn without_the_setting_the_plan_fails_and_says_what_to_do() {
        let graph = graph(Run::new()).await;
        assert!(graph.errors[0].contains("pulumi config set project:receives"), "{:?}", graph.errors);
    }
}
