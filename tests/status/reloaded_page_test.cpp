#include "gateway/status/show/reloaded_page.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::status;

TEST_CASE("what a reload changed is shown by name, the first ten of a kind, and what AWS must know") {
  ReloadChanges changes;
  changes.children = 21;
  for (int i = 0; i < 12; ++i) changes.added.add("gw:press-" + std::to_string(i));
  changes.removed.add("gw:\x1b[2Jold");
  changes.moved.add({"gw:a", "site topic a", "hall topic a"});
  changes.changed.add({"gw:b", "hall unit 4", "hall unit 4", "its profile em24 changed"});
  changes.renamed.add({"gw:door-7", "gw:lobby", "site topic doors/7"});
  changes.settings.add("gateway.reports.interval: 5m, now 1m");
  changes.aws = {"12 things are new: gw:press-0"};
  changes.warnings = {"a rename: gw:door-7 to gw:lobby."};
  const std::string page = reloaded_page(changes.few());
  CHECK(page ==
        "reloaded: 21 children are served\n"
        "added: 12\n  gw:press-0\n  gw:press-1\n  gw:press-2\n  gw:press-3\n  gw:press-4\n  gw:press-5\n"
        "  gw:press-6\n  gw:press-7\n  gw:press-8\n  gw:press-9\n  and 2 more (--all)\n"
        "removed: 1\n  gw:\\x1b[2Jold\n"
        "perhaps renamed (two identities): 1\n"
        "  gw:door-7 to gw:lobby  same place (site topic doors/7): renamed?\n"
        "moved, with counters and open report: 1\n  gw:a  site topic a, now hall topic a\n"
        "changed, beginning anew: 1\n  gw:b  hall unit 4: its profile em24 changed\n"
        "settings: 1\n  gateway.reports.interval: 5m, now 1m\n"
        "for AWS (gatewarden provision writes it):\n"
        "  12 things are new: gw:press-0\n"
        "  WARNING a rename: gw:door-7 to gw:lobby.\n");
  ReloadChanges none;
  none.children = 1;
  CHECK(reloaded_page(none) == "reloaded: 1 child is served\nnothing changed\n");
}
