// What a process opens, as folders: whoever renews a file renames a new one into its place, which the old one's rule
// would not cover. Pure but for links, which are followed on this machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gatewarden::confine {

// write: also makes, renames and removes files. device: reads and writes what is there, and asks its driver.
enum class Use { read, write, device };

struct Folder {
  std::filesystem::path path;  // may be a single file that is never replaced, such as /dev/null
  Use use = Use::read;
};

// The folder that `file` is named in and, behind links, that of what it leads to: Kubernetes and certbot renew a
// certificate by a new target. A folder stands for itself.
void add_file(std::vector<Folder>& folders, const std::filesystem::path& file, Use use);
// A device that is unplugged and plugged in again is a new file of its folder: of /dev, wherever its links are.
void add_device(std::vector<Folder>& folders, const std::filesystem::path& device);
// What glibc and OpenSSL open by themselves: name service, authorities, locales, time zones, modules.
void add_system(std::vector<Folder>& folders);

// Without links and without what another folder of the list allows; sorted. Those that are not there are left out and
// go to `missing`, as they are written.
std::vector<Folder> resolved(const std::vector<Folder>& folders, std::vector<std::string>& missing);
// Whether one of `allowed`, as resolved() gives them, lies at or above `wanted` and is for its use.
bool covered(const std::vector<Folder>& allowed, const Folder& wanted);

}  // namespace gatewarden::confine
