#include "gateway/config/load/sources.hpp"

#include <algorithm>
#include <set>

#include "gateway/config/child_section.hpp"
#include "gateway/config/fleet_section.hpp"
#include "gateway/config/text/read_csv.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxFiles = 1000;

// The canonical path, if any: it finds the same file under two names.
fs::path identity(const fs::path& path) {
  std::error_code error;
  fs::path canonical = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : canonical;
}

class SourceReader {
 public:
  SourceReader(const Files& files, const Adapters& adapters, const Environment& environment,
               Problems& problems)
      : files_(files), adapters_(adapters), environment_(environment), problems_(problems) {}

  Sources read_main(const fs::path& path) {
    auto text = files_.read(path);
    const auto name = std::make_shared<const std::string>(path.string());
    if (!text) {
      problems_.add(Problem{"F001", Place{name, 0, 0}, "", "", text.error(), ""});
      return std::move(sources_);
    }
    seen_.insert(identity(path));
    if (path.extension() == ".csv") {
      refuse_part(Place{name, 1, 1}, "is a table of children", path);
      return std::move(sources_);
    }
    auto root = read_yaml(*text, name, environment_, problems_);
    if (!root) return std::move(sources_);
    text->clear();
    text->shrink_to_fit();
    Source& source = sources_.parts.emplace_back();
    source.root = std::move(*root);
    sources_.complete = true;
    if (is_part(source.root)) {
      refuse_part(source.root.place(), "has neither gateway nor uplink, so it is part of a fleet", path);
      sources_.names_complete = false;
      part_section(adapters_.protocols).read(source.root, source.part, problems_);
    } else {
      fleet_section(adapters_).read(source.root, sources_.fleet, problems_);
      note_names(source.root);
      source.part = sources_.fleet;
    }
    include_all(source, path);
    return std::move(sources_);
  }

 private:
  // Made to be included: a profile of a device, a list of children.
  static bool is_part(const ConfigNode& root) {
    const std::set<std::string> keys{"links", "profiles", "children", "include"};
    const auto& entries = root.entries();
    return !entries.empty() &&
           std::all_of(entries.begin(), entries.end(),
                       [&](const ConfigNode::Entry& entry) { return keys.count(entry.key) > 0; });
  }
  void refuse_part(Place place, const std::string& what, const fs::path& path) {
    problems_.add(Problem{"F011", std::move(place), "gateway", "",
                          what + ": check the fleet file that includes it",
                          "include: [" + path.filename().string() + "]"});
  }

  void include_all(Source& source, const fs::path& path) {
    const ConfigNode* list = source.root.find("include");
    if (list == nullptr) return;
    // A file of a malformed list may be meant to define them.
    if (list->kind() != ConfigNode::Kind::list) sources_.names_complete = false;
    for (const ConfigNode& item : list->items()) {
      if (item.kind() != ConfigNode::Kind::scalar || item.text().empty()) continue;
      const fs::path pattern = path.parent_path() / item.text();
      const auto matches = files_.match(pattern);
      if (matches.empty()) {
        problems_.add(problem_at(item, "F008", "no file fits this pattern"));
        sources_.names_complete = false;
      }
      for (const fs::path& each : matches) include(each.lexically_normal(), item);
    }
  }

  void note_names(const ConfigNode& root) {
    for (const char* key : {"links", "profiles"}) {
      const ConfigNode* names = root.find(key);
      const bool lost = names != nullptr && names->kind() != ConfigNode::Kind::map &&
                        names->kind() != ConfigNode::Kind::null;
      if (lost || (root.kind() != ConfigNode::Kind::map && root.kind() != ConfigNode::Kind::null))
        sources_.names_complete = false;
    }
  }

  void include(const fs::path& path, const ConfigNode& item) {
    if (!seen_.insert(identity(path)).second) {
      problems_.add(problem_at(
          item, "F008", path.string() + " is included already (a file is read once, and never by itself)"));
      return;
    }
    if (seen_.size() > kMaxFiles) {
      problems_.add(problem_at(item, "F008", "more than 1000 files are included"));
      return;
    }
    auto text = files_.read(path);
    if (!text) {
      problems_.add(problem_at(item, "F001", path.string() + " " + text.error()));
      sources_.names_complete = false;
      return;
    }
    const auto name = std::make_shared<const std::string>(path.string());
    Source& source = sources_.parts.emplace_back();
    if (path.extension() == ".csv") {
      source.root = ConfigNode(ConfigNode::Kind::map, name, 1, 1);
      source.root.insert("children", 1, 1,
                         read_csv(*text, name, all_child_keys(adapters_.protocols), environment_, problems_));
      source.part.children = source.root.find("children");
      return;
    }
    auto root = read_yaml(*text, name, environment_, problems_);
    if (!root) {
      sources_.names_complete = false;
      return;
    }
    source.root = std::move(*root);
    part_section(adapters_.protocols).read(source.root, source.part, problems_);
    note_names(source.root);
    include_all(source, path);
  }

  const Files& files_;
  const Adapters adapters_;
  const Environment& environment_;
  Problems& problems_;
  Sources sources_;
  std::set<fs::path> seen_;
};

}  // namespace

Sources read_sources(const fs::path& main, const Files& files, const Adapters& adapters,
                     const Environment& environment, Problems& problems) {
  return SourceReader(files, adapters, environment, problems).read_main(main);
}

}  // namespace gatewarden::config
