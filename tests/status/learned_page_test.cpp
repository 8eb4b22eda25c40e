#include "gateway/status/show/learned_page.hpp"

#include <catch2/catch.hpp>

#include "gateway/status/documents.hpp"
#include "tests/status/fake_gateway.hpp"

using namespace gatewarden;
using namespace gatewarden::status;
using Catch::Matchers::Contains;

namespace {

ChildRow learned(const std::string& thing, const std::string& topic, const std::string& link = "floor") {
  ChildRow row = child_row(thing);
  row.profile = "press";
  row.link = link;
  row.learned = true;
  if (!topic.empty()) row.address = {{"topic", topic}};
  return row;
}

GatewaySnapshot floor_of(std::vector<ChildRow> rows) {
  GatewaySnapshot made;
  made.links.emplace_back().link.name = "floor";
  made.links.emplace_back().link.name = "yard";
  made.children = std::move(rows);
  return made;
}

}  // namespace

TEST_CASE("the learned children of a link are entries of the fleet file, in their natural order") {
  auto listed = child_row("gw:press-1");
  listed.link = "floor";
  const auto snapshot =
      floor_of({learned("gw:press-10", "s/press-10/t"), learned("gw:press-9", "s/press-9/t"),
                learned("gw:other", "o", "yard"), listed});
  CHECK(learned_yaml(snapshot, "floor").value() ==
        "children:\n"
        "  - { thing: \"gw:press-9\", profile: press, link: floor, topic: \"s/press-9/t\" }\n"
        "  - { thing: \"gw:press-10\", profile: press, link: floor, topic: \"s/press-10/t\" }\n");
  CHECK(
      learned_csv(snapshot, "floor").value() ==
      "thing,profile,link,topic\ngw:press-9,press,floor,s/press-9/t\ngw:press-10,press,floor,s/press-10/t\n");
  CHECK(learned_remarks(snapshot, "floor").empty());
}

TEST_CASE("foreign text in an address is quoted, and left out where no fleet file can have it") {
  const auto snapshot = floor_of({learned("gw:a", "s/\"a\", b/t"), learned("gw:b", "s/${SECRET}/t"),
                                  learned("gw:c", "s/\x1b[2J/t"), learned("gw:d", "")});
  CHECK(learned_yaml(snapshot, "floor").value() ==
        "children:\n  - { thing: \"gw:a\", profile: press, link: floor, topic: \"s/\\\"a\\\", b/t\" }\n");
  CHECK_THAT(learned_csv(snapshot, "floor").value(), Contains("gw:a,press,floor,\"s/\"\"a\"\", b/t\"\n"));
  const std::string remarks = learned_remarks(snapshot, "floor");
  CHECK_THAT(remarks, Contains("gw:b is left out: no fleet file can have its address, s/${SECRET}/t\n"));
  CHECK_THAT(remarks, Contains("gw:c is left out"));
  CHECK(remarks.find('\x1b') == std::string::npos);
  CHECK_THAT(remarks, Contains("gw:d is left out: it was not heard since the gateway started\n"));
}

TEST_CASE("who was refused last for want of room is named") {
  auto snapshot = floor_of({});
  snapshot.links[0].refused_devices = {"real-meter", "evil\x1b"};
  const std::string remarks = learned_remarks(snapshot, "floor");
  CHECK_THAT(remarks, Contains("refused since at_most is reached, the last ones: real-meter, evil"));
  CHECK(remarks.find('\x1b') == std::string::npos);
  CHECK(learned_remarks(snapshot, "yard").empty());
}

TEST_CASE("a link that is not there is refused with the one that was meant") {
  const auto snapshot = floor_of({});
  CHECK_THAT(learned_yaml(snapshot, "flor").error(), Contains("did you mean floor?"));
  CHECK_THAT(learned_csv(snapshot, "zzzzzzzz").error(), Contains("`gatewarden status` lists them"));
  CHECK(learned_csv(snapshot, "floor").value() == "thing,profile,link\n");
}

TEST_CASE("what was learned is marked in the status document, with its address") {
  auto snapshot = floor_of({learned("gw:a", "s/a/t")});
  snapshot.links[0].refused_devices = {"b"};
  std::string document;
  const auto pieces = status_document(std::make_shared<const GatewaySnapshot>(snapshot));
  while (pieces(document)) {
  }
  CHECK_THAT(document, Contains(R"("learned":true,"address":[{"name":"topic","value":"s/a/t"}])"));
  CHECK_THAT(document, Contains(R"("refused_devices":["b"])"));
  CHECK(read_status(document).value().children.front().address.front().value == "s/a/t");
}
