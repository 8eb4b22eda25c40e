#include <catch2/catch.hpp>

#include "gateway/greengrass/streams.hpp"

namespace gatewarden::greengrass {
namespace {

struct Sent {
  std::int32_t stream;
  std::int32_t flags;
  bool operator==(const Sent&) const = default;
};

struct Rig {
  std::vector<Sent> sent;
  Streams streams{[this](const Frame& frame) { sent.push_back({frame.stream, frame.flags}); }};
};

Stream subscription(std::string filter, bool granted) {
  return {.filter = std::move(filter), .granted = granted};
}

}  // namespace

TEST_CASE("no stream id is used twice, and what comes on a stream that is closed belongs to nobody") {
  Rig rig;
  rig.streams.open({}, {.ticket = 5});
  rig.streams.open({}, {.ticket = 6});
  CHECK(rig.streams.find(2)->ticket == 6);
  rig.streams.close(2, false);
  CHECK_FALSE(rig.streams.find(2));
  rig.streams.open({}, {.ticket = 7});
  CHECK(rig.streams.find(3)->ticket == 7);
  CHECK(rig.sent == std::vector<Sent>{{1, 0}, {2, 0}, {2, kTerminateStream}, {3, 0}});
}

TEST_CASE("a stream that the nucleus ended needs no end of ours") {
  Rig rig;
  rig.streams.open({}, {});
  rig.streams.close(1, true);
  CHECK_FALSE(rig.streams.find(1));
  CHECK(rig.sent == std::vector<Sent>{{1, 0}});
}

TEST_CASE("unsubscribing closes the streams of the named filters that stand") {
  Rig rig;
  rig.streams.open({}, subscription("a", true));
  rig.streams.open({}, subscription("b", true));
  rig.streams.open({}, subscription("c", false));
  rig.streams.unsubscribe({"a", "c", "d"});
  CHECK_FALSE(rig.streams.find(1));
  CHECK(rig.streams.find(2));
  CHECK(rig.streams.find(3));  // its answer is still to come
}

}  // namespace gatewarden::greengrass
