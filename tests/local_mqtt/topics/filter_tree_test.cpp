#include "adapters/local_mqtt/topics/filter_tree.hpp"

#include <catch2/catch.hpp>

using gatewarden::local_mqtt::FilterTree;

TEST_CASE("a filter covers topics and filters of its levels, and never itself") {
  FilterTree tree;
  CHECK_FALSE(tree.covers("hall/a"));
  tree.add("hall/+/state");
  tree.add("+/b/+");
  CHECK(tree.covers("hall/a/state"));
  CHECK(tree.covers("yard/b/x"));
  CHECK(tree.covers("hall/b/state"));
  CHECK(tree.covers("hall/b/+"));
  CHECK_FALSE(tree.covers("hall/+/state"));
  CHECK_FALSE(tree.covers("+/b/+"));
  CHECK_FALSE(tree.covers("hall/a"));
  CHECK_FALSE(tree.covers("hall/a/state/x"));
  CHECK_FALSE(tree.covers("hall/+/+"));
  CHECK_FALSE(tree.covers(""));
}

TEST_CASE("a filter inside another one is covered by it alone") {
  FilterTree tree;
  tree.add("a/+");
  tree.add("+/+");
  CHECK(tree.covers("a/+"));
  CHECK_FALSE(tree.covers("+/+"));
  tree.add("a/b");
  CHECK(tree.covers("a/b"));
  FilterTree alone;
  alone.add("a/b");
  CHECK_FALSE(alone.covers("a/b"));
}
