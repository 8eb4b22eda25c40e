#include "gateway/app/provision/document_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "gateway/base/regular_file.hpp"
#include "gateway/base/whole_file.hpp"
#include "gateway/provision/needs/manifest.hpp"

namespace gatewarden::app {
namespace {

namespace fs = std::filesystem;
using provision::Document;

Error failure(const fs::path& file) { return Error{file.string() + ": " + std::strerror(errno)}; }

// Of an earlier run; none if there was none.
Result<std::vector<std::string>> files_of_earlier_run(const fs::path& folder) {
  const fs::path file = folder / provision::kManifestFile;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::vector<std::string>();
  const auto text = read_regular_file(file, provision::kMaxManifestBytes);
  if (!text) return Error{file.string() + ": " + text.error()};
  auto manifest = provision::read_manifest(*text);
  if (!manifest) return Error{file.string() + " " + manifest.error()};
  manifest->files.emplace_back(provision::kManifestFile);
  return std::move(manifest->files);
}

// Names that only a document can have: a manifest may have been edited.
bool removable(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
         (name.ends_with(".json") || name.ends_with(".jsonl") || name == "provision.sh");
}

enum class Difference { none, changed, missing };

Difference compare(const fs::path& file, const Document& document) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return Difference::missing;
  const auto text = read_regular_file(file, document.text.size());
  return text && *text == document.text ? Difference::none : Difference::changed;
}

}  // namespace

Result<std::string> update_folder(const fs::path& folder, const std::vector<Document>& documents) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error || !fs::is_directory(folder)) return Error{folder.string() + " cannot be made, or is no folder"};
  const auto earlier = files_of_earlier_run(folder);
  if (!earlier) return Error{earlier.error()};
  const auto is_in = [](const std::string& name, const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  std::vector<Difference> differences;
  for (const Document& document : documents) {
    differences.push_back(compare(folder / document.file, document));
    if (differences.back() == Difference::changed && !is_in(document.file, *earlier))
      return Error{(folder / document.file).string() +
                   " is there and not from gatewarden provision: name another folder"};
  }
  std::string said;
  std::size_t same = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (differences[i] == Difference::none) {
      ++same;
      continue;
    }
    const mode_t mode = documents[i].executable ? 0755 : 0644;
    if (auto written = replace_file(folder / documents[i].file, documents[i].text, mode); !written)
      return Error{written.error()};
    said +=
        (differences[i] == Difference::missing ? "  new      " : "  changed  ") + documents[i].file + "\n";
  }
  for (const std::string& name : *earlier) {
    const bool wanted = std::any_of(documents.begin(), documents.end(),
                                    [&](const Document& document) { return document.file == name; });
    if (wanted || !removable(name) || ::unlink((folder / name).c_str()) != 0) continue;
    said += "  removed  " + name + "\n";
  }
  return said + "  " + std::to_string(same) + (same == 1 ? " file" : " files") + " of " +
         std::to_string(documents.size()) + " as they were\n" +
         (same == documents.size() ? "" : "  next: the steps in " + (folder / "README.md").string() + "\n");
}

}  // namespace gatewarden::app
