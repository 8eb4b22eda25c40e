#include <catch2/catch.hpp>

#include "gateway/greengrass/streams.hpp"

namespace gatewarden::greengrass {
namespace {

struct Sent {
  std::int32_t stream;
  std::int32_t flags;
  bool operator==(const Sent&) const = default;
};

struct Site {
  std::vector<Sent> sent;
  Streams streams{[this](const Frame& frame) { sent.push_back({frame.stream, frame.flags}); }};
};

Stream subscription(std::string filter, bool granted) {
  return {.filter = std::move(filter), .granted = granted};
}

}  // namespace

TEST_CASE("no stream id is used twice, and what comes on a stream that is closed belongs to nobody") {
  Site site;
  site.streams.open({}, {.ticket = 5});
  site.streams.open({}, {.ticket = 6});
  CHECK(site.streams.find(2)->ticket == 6);
  site.streams.close(2, false);
  CHECK_FALSE(site.streams.find(2));
  site.streams.open({}, {.ticket = 7});
  CHECK(site.streams.find(3)->ticket == 7);
  CHECK(site.sent == std::vector<Sent>{{1, 0}, {2, 0}, {2, kTerminateStream}, {3, 0}});
}

TEST_CASE("a stream that the nucleus ended needs no end of ours") {
  Site site;
  site.streams.open({}, {});
  site.streams.close(1, true);
  CHECK_FALSE(site.streams.find(1));
  CHECK(site.sent == std::vector<Sent>{{1, 0}});
}

TEST_CASE("unsubscribing closes the streams of the named filters that stand") {
  Site site;
  site.streams.open({}, subscription("a", true));
  site.streams.open({}, subscription("b", true));
  site.streams.open({}, subscription("c", false));
  site.streams.unsubscribe({"a", "c", "d"});
  CHECK_FALSE(site.streams.find(1));
  CHECK(site.streams.find(2));
  CHECK(site.streams.find(3));  // its answer is still to come
}

}  // namespace gatewarden::greengrass
