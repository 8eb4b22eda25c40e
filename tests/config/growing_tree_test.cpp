#include <catch2/catch.hpp>

#include "gateway/config/text/growing_tree.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

ConfigNode node(Kind kind) { return ConfigNode(kind, std::make_shared<const std::string>("f.yaml"), 1, 1); }
ConfigNode scalar(const std::string& text) {
  ConfigNode made = node(Kind::scalar);
  made.set_text(text, false);
  return made;
}

TEST_CASE("a tree grows from what opens, comes and closes") {
  GrowingTree tree;
  tree.open(node(Kind::map), 0);
  CHECK(tree.wants_key());
  CHECK_FALSE(tree.take_key("ids", {2, 3}));
  CHECK_FALSE(tree.wants_key());
  tree.open(node(Kind::list), 0);
  CHECK_FALSE(tree.wants_key());
  CHECK(tree.depth() == 2);
  tree.add(scalar("a"), 0);
  tree.add(scalar("b"), 0);
  CHECK(tree.path() == "ids[2]");
  tree.close();
  CHECK(tree.wants_key());
  CHECK_FALSE(tree.take());
  tree.close();
  const auto root = tree.take();
  REQUIRE(root);
  REQUIRE(root->find("ids") != nullptr);
  CHECK(root->find("ids")->items().size() == 2);
  CHECK(root->entries()[0].line == 2);
  CHECK(root->entries()[0].column == 3);
}

TEST_CASE(
    "a key that comes again is told its first place, and its value is dropped, in maps small and large") {
  for (const int others : {0, 23, 24, 100}) {
    GrowingTree tree;
    tree.open(node(Kind::map), 0);
    CHECK_FALSE(tree.take_key("name", {7, 1}));
    tree.add(scalar("first"), 0);
    for (int i = 0; i < others; ++i) {
      CHECK_FALSE(tree.take_key("key" + std::to_string(i), {8 + i, 1}));
      tree.add(scalar("x"), 0);
    }
    const auto first = tree.take_key("name", {200, 5});
    REQUIRE(first);
    CHECK(first->line == 7);
    CHECK(first->column == 1);
    tree.add(scalar("second"), 0);
    CHECK_FALSE(tree.take_key("after", {201, 1}));
    tree.add(scalar("y"), 0);
    tree.close();
    const auto root = tree.take();
    REQUIRE(root);
    CHECK(root->entries().size() == static_cast<std::size_t>(others) + 2);
    CHECK(root->find("name")->text() == "first");
    CHECK(root->find("after")->text() == "y");
  }
}

TEST_CASE("a value with an anchor is found by it once it is finished, and not while it is open") {
  GrowingTree tree;
  tree.open(node(Kind::list), 0);
  tree.open(node(Kind::list), 4);
  tree.add(scalar("a"), 5);
  CHECK(tree.anchored(4) == nullptr);
  REQUIRE(tree.anchored(5) != nullptr);
  CHECK(tree.anchored(5)->text() == "a");
  tree.close();
  REQUIRE(tree.anchored(4) != nullptr);
  CHECK(tree.anchored(4)->items().size() == 1);
  CHECK(tree.anchored(0) == nullptr);
}

}  // namespace
}  // namespace gatewarden::config
