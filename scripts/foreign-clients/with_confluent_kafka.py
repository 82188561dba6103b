"""confluent-kafka against a cluster: with_confluent_kafka.py <bootstrap servers> <check>. Ends with 0 where all is well."""

import sys
import time

from confluent_kafka import OFFSET_END, Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

BOOTSTRAP, CHECK = sys.argv[1:3]
WAIT_S = 30


def create(topic, partitions=1):
    admin = AdminClient({"bootstrap.servers": BOOTSTRAP})
    created = admin.create_topics([NewTopic(topic, num_partitions=partitions, replication_factor=3)])
    created[topic].result(WAIT_S)
    return admin


def produce(topic, records, **config):
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "acks": "all", **config})
    failures = []
    for key, value in records:
        producer.produce(
            topic,
            key=key,
            value=value,
            headers={"from": "confluent-kafka"},
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
    assert producer.flush(WAIT_S) == 0, "not all records were acknowledged in time"
    assert not failures, failures


def consumer(group, **config):
    return Consumer(
        {"bootstrap.servers": BOOTSTRAP, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
        | config
    )


def read(reader, count):
    """So many records; then nothing more may come for a moment."""
    messages = []
    deadline = time.monotonic() + WAIT_S
    while len(messages) < count and time.monotonic() < deadline:
        messages += [message for message in [reader.poll(0.2)] if message is not None]
    messages += [message for message in [reader.poll(0.5)] if message is not None]
    assert not [message.error() for message in messages if message.error()], [message.error() for message in messages]
    assert len(messages) == count, f"{len(messages)} records instead of {count}"
    return messages


def admin():
    client = create("confluent-admin", partitions=3)
    metadata = client.list_topics("confluent-admin", timeout=WAIT_S).topics["confluent-admin"]
    assert len(metadata.partitions) == 3, metadata.partitions
    assert all(len(partition.isrs) == 3 for partition in metadata.partitions.values()), "not all replicas are in sync"
    assert len(client.describe_cluster().result(WAIT_S).nodes) == 3
    client.delete_topics(["confluent-admin"])["confluent-admin"].result(WAIT_S)


def produce_consume():
    """Idempotent, keys, headers, every codec."""
    records = [(f"k{index}", f"value {index}" * 20) for index in range(500)]
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
        topic = f"confluent-{codec}"
        create(topic)
        produce(topic, records, **{"enable.idempotence": True, "compression.type": codec})
        reader = consumer(f"{topic}-group")
        reader.subscribe([topic])
        messages = read(reader, len(records))
        assert [(m.key().decode(), m.value().decode()) for m in messages] == records
        assert all(m.headers() == [("from", b"confluent-kafka")] for m in messages)
        reader.close()


def group():
    """Two members share the partitions; a third that comes later goes on at the committed offsets."""
    create("confluent-group", partitions=4)
    produce("confluent-group", [(str(index), str(index)) for index in range(100)])
    first, second = consumer("confluent-members"), consumer("confluent-members")
    for member in [first, second]:
        member.subscribe(["confluent-group"])
    values = []
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        for member in [first, second]:
            message = member.poll(0.05)
            if message is not None:
                assert not message.error(), message.error()
                values.append(message.value())
                member.commit(message, asynchronous=False)
        shared = sorted(len(member.assignment()) for member in [first, second])
        if len(set(values)) == 100 and shared == [2, 2]:
            break
    assert shared == [2, 2], f"the partitions are shared as {shared}"
    assert len(set(values)) == 100, f"{len(set(values))} of 100 records"
    first.close()
    second.close()
    produce("confluent-group", [("x", "later")])
    third = consumer("confluent-members")
    third.subscribe(["confluent-group"])
    assert [message.value() for message in read(third, 1)] == [b"later"]
    third.close()


def timestamps():
    create("confluent-times")
    produce("confluent-times", [("a", "1"), ("b", "2")])
    time.sleep(0.005)
    produce("confluent-times", [("c", "3")])
    reader = consumer("confluent-times-group")
    reader.assign([TopicPartition("confluent-times", 0, 0)])
    _, third_ms = read(reader, 3)[2].timestamp()
    offsets = [
        reader.offsets_for_times([TopicPartition("confluent-times", 0, at_ms)], timeout=WAIT_S)[0].offset
        for at_ms in [0, third_ms, third_ms + 1]
    ]
    assert offsets == [0, 2, OFFSET_END], offsets
    assert reader.get_watermark_offsets(TopicPartition("confluent-times", 0), timeout=WAIT_S) == (0, 3)
    reader.close()


def groups_admin():
    client = create("confluent-groups")
    produce("confluent-groups", [("a", "1")])
    reader = consumer("confluent-seen")
    reader.subscribe(["confluent-groups"])
    reader.commit(read(reader, 1)[0], asynchronous=False)
    described = client.describe_consumer_groups(["confluent-seen"])["confluent-seen"].result(WAIT_S)
    assert len(described.members) == 1, described.members
    assert described.members[0].assignment.topic_partitions == [TopicPartition("confluent-groups", 0)]
    reader.close()
    assert "confluent-seen" in [group.group_id for group in client.list_consumer_groups().result(WAIT_S).valid]
    wanted = ConsumerGroupTopicPartitions("confluent-seen", [TopicPartition("confluent-groups", 0)])
    offsets = client.list_consumer_group_offsets([wanted])["confluent-seen"].result(WAIT_S)
    assert offsets.topic_partitions[0].offset == 1, offsets.topic_partitions
    client.delete_consumer_groups(["confluent-seen"])["confluent-seen"].result(WAIT_S)


def transactions():
    """For seeing how they are refused: the log says why, the client goes on trying until its time is up."""
    producer = Producer({"bootstrap.servers": BOOTSTRAP, "transactional.id": "t", "debug": "eos"})
    producer.init_transactions(5)


checks = [admin, produce_consume, group, timestamps, groups_admin, transactions]
{check.__name__.replace("_", "-"): check for check in checks}[CHECK]()
