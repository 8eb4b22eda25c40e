#include "adapters/local_mqtt/topics/subscriptions.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::local_mqtt;
using Filters = std::vector<std::string>;

namespace {

// The subscriptions of children whose topics the test names; each step gives what would be sent.
struct Children {
  explicit Children(Filters its_topics, const Filters& given = {})
      : topics(std::move(its_topics)), subscriptions(TopicPattern::parse_all(given)) {}

  Subscriptions::Changes begin() {
    subscriptions.session_began();
    return reload(topics);
  }
  Subscriptions::Changes reload(Filters its_topics) {
    topics = std::move(its_topics);
    subscriptions.plan(views());
    return changes();
  }
  Subscriptions::Changes changes() { return subscriptions.changes(views()); }
  Subscriptions::Topics views() const { return {topics.begin(), topics.end()}; }

  Filters topics;
  Subscriptions subscriptions;
};

Filters shared(int count) {
  Filters topics;
  for (int i = 0; i < count; ++i) topics.push_back("s/" + std::to_string(i) + "/t");
  return topics;
}

Filters asked(const Subscriptions::Changes& changes) {
  Filters filters;
  for (const auto& request : changes.subscribe) {
    filters.insert(filters.end(), request.filters.begin(), request.filters.end());
  }
  return filters;
}

}  // namespace

TEST_CASE("a session begins with all filters, and what is subscribed is not asked for again") {
  Children children({"a", "b"});
  CHECK(asked(children.begin()) == Filters{"a", "b"});
  CHECK(children.subscriptions.size() == 2);
  CHECK(children.changes().subscribe.empty());
  CHECK(children.changes().unsubscribe.empty());
  CHECK(asked(children.begin()) == Filters{"a", "b"});
}

TEST_CASE("a reload subscribes what is new and unsubscribes what is gone") {
  Children children({"a", "b"});
  children.begin();
  const auto changes = children.reload({"b", "c"});
  CHECK(asked(changes) == Filters{"c"});
  CHECK(changes.unsubscribe == Filters{"a"});
  CHECK(children.subscriptions.size() == 2);
}

TEST_CASE("one request holds a bounded number of filters, and each has a ticket of its own") {
  Filters topics;
  for (int i = 0; i < 201; ++i) topics.push_back("x" + std::to_string(i));
  Children children(topics);
  const auto requests = children.begin().subscribe;
  REQUIRE(requests.size() == 3);
  CHECK(requests[0].filters.size() == Subscriptions::kMaxFilters);
  CHECK(requests[1].filters.size() == Subscriptions::kMaxFilters);
  CHECK(requests[2].filters.size() == 1);
  CHECK(requests[0].ticket != requests[1].ticket);
  CHECK(requests[1].ticket != requests[2].ticket);
}

TEST_CASE("where a wildcard is refused, the topics it covers are subscribed instead") {
  Filters topics = shared(8);
  topics.emplace_back("door");
  Children children(topics);
  const auto first = children.begin().subscribe.at(0);
  REQUIRE(first.filters == Filters{"door", "s/+/t"});
  const auto answer = children.subscriptions.answered(first.ticket, {1, 0x87});
  REQUIRE(answer.refused.size() == 1);
  CHECK(answer.refused[0].filter == "s/+/t");
  CHECK(answer.refused[0].code == 0x87);
  CHECK(answer.changes);
  const auto changes = children.changes();
  CHECK(asked(changes) == shared(8));
  CHECK(changes.unsubscribe.empty());
  CHECK(children.subscriptions.size() == 9);
  CHECK(children.subscriptions.refusals() == 1);

  SECTION("and the wildcard is tried again in the next session") {
    CHECK(asked(children.begin()) == Filters{"door", "s/+/t"});
  }
}

TEST_CASE("a refused topic is no longer subscribed, and nothing takes its place") {
  Children children({"a", "b"});
  const auto ticket = children.begin().subscribe.at(0).ticket;
  const auto answer = children.subscriptions.answered(ticket, {0x80, 0});
  REQUIRE(answer.refused.size() == 1);
  CHECK(answer.refused[0].filter == "a");
  CHECK_FALSE(answer.changes);
  CHECK(children.subscriptions.size() == 1);
}

TEST_CASE("a code that is missing counts as a refusal, an answer nobody waits for as none") {
  Children children({"a", "b"});
  const auto ticket = children.begin().subscribe.at(0).ticket;
  CHECK(children.subscriptions.answered(ticket + 1, {0x80}).refused.empty());
  const auto answer = children.subscriptions.answered(ticket, {1});
  REQUIRE(answer.refused.size() == 1);
  CHECK(answer.refused[0].filter == "b");
  CHECK(answer.refused[0].code == 0x80);
  CHECK(children.subscriptions.answered(ticket, {0x80, 0x80}).refused.empty());
}

TEST_CASE("only a wildcard tells who publishes to a topic that no child has") {
  Children children(shared(8), {"plant/{id}/state"});
  CHECK(children.subscriptions.identity("plant/press-7/state") == "press-7");
  children.reload({"door"});
  CHECK_FALSE(children.subscriptions.identity("s/12/t"));
  CHECK_FALSE(children.subscriptions.identity("door"));
  children.reload(shared(8));
  CHECK(children.subscriptions.identity("s/12/t") == "12");
}
