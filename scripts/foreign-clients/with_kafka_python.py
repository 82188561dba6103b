"""kafka-python against a cluster: with_kafka_python.py <bootstrap servers> <check>. Ends with 0 where all is well."""

import sys
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

BOOTSTRAP, CHECK = sys.argv[1].split(","), sys.argv[2]
WAIT_S = 30


def create(topic, partitions=1):
    client = KafkaAdminClient(bootstrap_servers=BOOTSTRAP)
    client.create_topics([NewTopic(topic, num_partitions=partitions, replication_factor=3)], timeout_ms=WAIT_S * 1000)
    return client


def produce(topic, records, **config):
    producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all", **config)
    sent = [producer.send(topic, key=key, value=value, headers=[("from", b"python")]) for key, value in records]
    offsets = [future.get(timeout=WAIT_S).offset for future in sent]
    producer.close()
    return offsets


def consumer(*topics, **config):
    settings = {"auto_offset_reset": "earliest", "enable_auto_commit": False, "consumer_timeout_ms": WAIT_S * 1000}
    return KafkaConsumer(*topics, bootstrap_servers=BOOTSTRAP, **(settings | config))


def read(reader, count):
    messages = [message for _, message in zip(range(count), reader)]
    assert len(messages) == count, f"{len(messages)} records instead of {count}"
    return messages


def admin():
    client = create("python-admin", partitions=3)
    described = client.describe_topics(["python-admin"])[0]
    assert [len(partition["isr"]) for partition in described["partitions"]] == [3, 3, 3], described
    assert len(client.describe_cluster()["brokers"]) == 3
    client.delete_topics(["python-admin"], timeout_ms=WAIT_S * 1000)
    client.close()


def produce_consume():
    records = [(f"k{index}".encode(), f"value {index}".encode() * 20) for index in range(200)]
    for codec in [None, "gzip"]:
        topic = f"python-{codec}"
        create(topic).close()
        assert produce(topic, records, compression_type=codec) == list(range(200))
        reader = consumer(topic)
        messages = read(reader, len(records))
        assert [(message.key, message.value) for message in messages] == records
        assert all(message.headers == [("from", b"python")] for message in messages)
        reader.close()


def group():
    create("python-group").close()
    produce("python-group", [(b"a", b"1"), (b"b", b"2")])
    reader = consumer("python-group", group_id="python-members")
    read(reader, 2)
    reader.commit()
    reader.close()
    produce("python-group", [(b"c", b"3")])
    successor = consumer("python-group", group_id="python-members")
    assert [message.value for message in read(successor, 1)] == [b"3"]
    successor.close()


def timestamps():
    create("python-times").close()
    produce("python-times", [(b"a", b"1"), (b"b", b"2")])
    time.sleep(0.005)
    produce("python-times", [(b"c", b"3")])
    reader = consumer("python-times")
    third_ms = read(reader, 3)[2].timestamp
    partition = TopicPartition("python-times", 0)
    assert reader.offsets_for_times({partition: third_ms})[partition].offset == 2
    assert reader.beginning_offsets([partition])[partition] == 0
    assert reader.end_offsets([partition])[partition] == 3
    reader.close()


{check.__name__.replace("_", "-"): check for check in [admin, produce_consume, group, timestamps]}[CHECK]()
