#include "gateway/config/load/sources.hpp"

#include <set>

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
    auto root = read_yaml(*text, name, environment_, problems_);
    if (!root) return std::move(sources_);
    text->clear();
    text->shrink_to_fit();
    Source& source = sources_.parts.emplace_back();
    source.root = std::move(*root);
    sources_.complete = true;
    fleet_section(adapters_).read(source.root, sources_.fleet, problems_);
    source.part = sources_.fleet;
    include_all(source, path);
    return std::move(sources_);
  }

 private:
  void include_all(Source& source, const fs::path& path) {
    const ConfigNode* list = source.root.find("include");
    if (list == nullptr) return;
    for (const ConfigNode& item : list->items()) {
      if (item.kind() != ConfigNode::Kind::scalar || item.text().empty()) continue;
      const fs::path pattern = path.parent_path() / item.text();
      const auto matches = files_.match(pattern);
      if (matches.empty()) problems_.add(problem_at(item, "F008", "no file fits this pattern"));
      for (const fs::path& each : matches) include(each.lexically_normal(), item);
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
      return;
    }
    const auto name = std::make_shared<const std::string>(path.string());
    Source& source = sources_.parts.emplace_back();
    if (path.extension() == ".csv") {
      source.root = ConfigNode(ConfigNode::Kind::map, name, 1, 1);
      source.root.insert("children", 1, 1, read_csv(*text, name, environment_, problems_));
      source.part.children = source.root.find("children");
      return;
    }
    auto root = read_yaml(*text, name, environment_, problems_);
    if (!root) return;
    source.root = std::move(*root);
    part_section(adapters_.protocols).read(source.root, source.part, problems_);
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
