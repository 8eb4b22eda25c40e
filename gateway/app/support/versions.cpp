#include "gateway/app/support/versions.hpp"

#include <gnu/libc-version.h>
#include <link.h>
#include <sys/utsname.h>

#include <filesystem>
#include <set>

#include "gateway/app/process/build_facts.hpp"
#include "gateway/base/regular_file.hpp"

namespace gatewarden::app {
namespace {

constexpr std::size_t kMaxReleaseBytes = 64 * 1024;

// By the names of the files that their links lead to, which have the versions.
std::set<std::string> mapped_libraries() {
  std::set<std::string> files;
  dl_iterate_phdr(
      [](dl_phdr_info* each, std::size_t, void* all) {
        std::error_code unreadable;
        const std::filesystem::path name = each->dlpi_name;
        if (name.empty() || !name.has_parent_path()) return 0;
        const auto real = std::filesystem::canonical(name, unreadable);
        static_cast<std::set<std::string>*>(all)->insert(unreadable ? name.string() : real.string());
        return 0;
      },
      &files);
  return files;
}

}  // namespace

std::string versions_text() {
  std::string text = text_of(build_facts()) + "\nglibc " + gnu_get_libc_version() + "\n";
  utsname kernel{};
  if (::uname(&kernel) == 0)
    text += std::string(kernel.sysname) + " " + kernel.release + " " + kernel.version + " " + kernel.machine +
            "\n";
  if (const auto release = read_regular_file("/etc/os-release", kMaxReleaseBytes)) text += "\n" + *release;
  text += "\nlibraries\n";
  for (const std::string& library : mapped_libraries()) text += "  " + library + "\n";
  return text;
}

}  // namespace gatewarden::app
