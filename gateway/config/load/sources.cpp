#include "gateway/config/load/sources.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "gateway/base/text/printable.hpp"
#include "gateway/config/child_section.hpp"
#include "gateway/config/fleet_section.hpp"
#include "gateway/config/text/foreign_text.hpp"
#include "gateway/config/text/read_csv.hpp"
#include "gateway/config/text/read_yaml.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxFiles = 1000;
constexpr std::size_t kMaxMatches = 10 * kMaxFiles;  // of all patterns together
constexpr std::size_t kMaxLookedAt = 100'000;        // names in folders, by all patterns together
constexpr std::size_t kMaxPathBytes = 4096;          // PATH_MAX
constexpr const char* kTooFar =
    "patterns look at more than 100000 names in folders: write the folders' names, and * in the last part only";
const std::vector<std::string> kFleetKeys{"gateway", "uplink", "links", "profiles", "children", "include"};

// For an error: as long as anybody reads.
std::string shown(const fs::path& path) {
  constexpr std::size_t kMaxShown = 300;
  const std::string name = printable(path.string());
  return name.size() <= kMaxShown ? name : name.substr(0, kMaxShown) + "...";
}

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
    auto root = read_tree(*text, name);
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
      source.part = sources_.fleet;
      note_names(source.root, source.part);
    }
    include_all(source, path);
    return std::move(sources_);
  }

 private:
  // Made to be included: a profile of a device, a list of children.
  static bool is_part(const ConfigNode& root) {
    const auto& entries = root.entries();
    return !entries.empty() &&
           std::all_of(entries.begin(), entries.end(), [](const ConfigNode::Entry& entry) {
             return entry.key != "gateway" && entry.key != "uplink" && is_fleet_key(entry.key);
           });
  }

  // The tree of a file of a fleet. Of any other (a key, a list of passwords) nothing is told but its name: whoever
  // writes a fleet file need not be the one who may read all that the gateway's user can.
  std::optional<ConfigNode> read_tree(std::string_view text, const std::shared_ptr<const std::string>& name) {
    Problems found;
    auto root = read_yaml(text, name, environment_, found);
    const bool untold =
        text.size() > ReadBounds{}.bytes || first_foreign_byte(text) != std::string_view::npos;
    const bool ours = root ? is_of_fleet(*root) : !holds_pem(text) && begins_with_key(text, kFleetKeys);
    if (ours || untold) {
      problems_.append(found);
      return root;
    }
    problems_.add(Problem{
        "F015", Place{name, 0, 0}, "", "",
        "is no file of a fleet, so nothing of it is shown: it has none of the keys " + join(kFleetKeys, ", "),
        ""});
    return std::nullopt;
  }
  static bool is_fleet_key(const std::string& key) {
    return std::find(kFleetKeys.begin(), kFleetKeys.end(), key) != kFleetKeys.end();
  }
  // An empty file is an unfinished one.
  static bool is_of_fleet(const ConfigNode& root) {
    const auto& entries = root.entries();
    return root.kind() == ConfigNode::Kind::null ||
           std::any_of(entries.begin(), entries.end(),
                       [](const ConfigNode::Entry& entry) { return is_fleet_key(entry.key); });
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
      if (matches_ > kMaxMatches || room_ == 0) return;
      if (item.kind() != ConfigNode::Kind::scalar || item.text().empty()) continue;
      if (item.text().size() > kMaxPathBytes) continue;  // already reported
      const fs::path pattern = path.parent_path() / item.text();
      const auto matches = files_.match(pattern, room_);
      if (room_ == 0 || matches.empty()) {
        problems_.add(problem_at(item, "F008", room_ == 0 ? kTooFar : "no file fits this pattern"));
        sources_.names_complete = false;
      }
      if (room_ == 0) return;
      for (const fs::path& each : matches) {
        if (++matches_ <= kMaxMatches) include(each.lexically_normal(), item);
        if (matches_ == kMaxMatches)
          problems_.add(problem_at(item, "F008", "patterns fit more than 10000 files"));
      }
    }
  }

  // Names are lost where the section, or the whole file, is of a wrong kind or too long.
  void note_names(const ConfigNode& root, const Part& part) {
    const auto lost = [&](const char* key, std::size_t read) {
      const ConfigNode* names = root.find(key);
      return names != nullptr && (!may_hold_keys(*names) || read != names->entries().size());
    };
    if (!may_hold_keys(root) || lost("links", part.links.size()) || lost("profiles", part.profiles.size()))
      sources_.names_complete = false;
  }
  static bool may_hold_keys(const ConfigNode& node) {
    return node.kind() == ConfigNode::Kind::map || node.kind() == ConfigNode::Kind::null;
  }

  void include(const fs::path& path, const ConfigNode& item) {
    if (!seen_.insert(identity(path)).second) {
      problems_.add(problem_at(
          item, "F008", shown(path) + " is included already (a file is read once, and never by itself)"));
      return;
    }
    if (seen_.size() > kMaxFiles) {
      problems_.add(problem_at(item, "F008", "more than 1000 files are included"));
      return;
    }
    auto text = files_.read(path);
    if (!text) {
      problems_.add(problem_at(item, "F001", shown(path) + " " + text.error()));
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
    auto root = read_tree(*text, name);
    if (!root) {
      sources_.names_complete = false;
      return;
    }
    source.root = std::move(*root);
    part_section(adapters_.protocols).read(source.root, source.part, problems_);
    note_names(source.root, source.part);
    include_all(source, path);
  }

  const Files& files_;
  const Adapters adapters_;
  const Environment& environment_;
  Problems& problems_;
  Sources sources_;
  std::set<fs::path> seen_;
  std::size_t matches_ = 0;
  std::size_t room_ = kMaxLookedAt;
};

}  // namespace

Sources read_sources(const fs::path& main, const Files& files, const Adapters& adapters,
                     const Environment& environment, Problems& problems) {
  return SourceReader(files, adapters, environment, problems).read_main(main);
}

}  // namespace gatewarden::config
