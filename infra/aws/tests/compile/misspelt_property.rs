use pulumi_aws::sqs;

fn main() {
    sqs::QueueArgs::new().fifo_que(true);
}
