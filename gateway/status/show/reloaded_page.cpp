#include "gateway/status/show/reloaded_page.hpp"

#include <string_view>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::status {
namespace {

std::string words(const std::string& text) { return printable(text); }
std::string words(const MovedChild& child) {
  return printable(child.thing) + "  " + printable(changed_words(child));
}
std::string words(const RenamedChild& child) {
  return printable(child.before) + " to " + printable(child.now) + "  same place (" + printable(child.place) +
         "): renamed?";
}

template <class T>
std::string lines(std::string_view what, const Some<T>& changed) {
  if (changed.count == 0) return "";
  std::string text = std::string(what) + ": " + std::to_string(changed.count) + "\n";
  for (const T& each : changed.first) text += "  " + words(each) + "\n";
  if (const auto shown = changed.first.size(); changed.count > shown)
    text += "  and " + std::to_string(changed.count - shown) + " more (--all)\n";
  return text;
}

std::string lines(std::string_view what, const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& each : sentences) text += std::string(what) + printable(each) + "\n";
  return text;
}

}  // namespace

std::string reloaded_page(const ReloadChanges& changes) {
  std::string text = "reloaded: " + std::to_string(changes.children) +
                     (changes.children == 1 ? " child is served\n" : " children are served\n");
  if (changes.nothing()) text += "nothing changed\n";
  text += lines("added", changes.added) + lines("removed", changes.removed) +
          lines("perhaps renamed (two identities)", changes.renamed) +
          lines("moved, with counters and open report", changes.moved) +
          lines("changed, beginning anew", changes.changed) + lines("settings", changes.settings);
  if (!changes.aws.empty() || !changes.warnings.empty())
    text += "for AWS (gatewarden provision writes it):\n" + lines("  ", changes.aws) +
            lines("  WARNING ", changes.warnings);
  return text + lines("note: ", changes.notes);
}

}  // namespace gatewarden::status
