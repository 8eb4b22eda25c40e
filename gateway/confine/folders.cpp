#include "gateway/confine/folders.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <system_error>
#include <tuple>

namespace gatewarden::confine {
namespace {

namespace fs = std::filesystem;

// Without links, as far as it is there.
fs::path real(const fs::path& path) {
  std::error_code error;
  fs::path found = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path.lexically_normal() : found;
}

fs::path folder_of(const fs::path& file) {
  std::error_code error;
  const fs::path whole = fs::absolute(file, error);
  return fs::is_directory(whole, error) ? whole : whole.parent_path();
}

bool beneath(const fs::path& folder, const fs::path& path) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

bool includes(Use use, Use wanted) { return use == wanted || wanted == Use::read; }

}  // namespace

void add_file(std::vector<Folder>& folders, const fs::path& file, Use use) {
  if (file.empty()) return;
  folders.push_back({folder_of(file), use});
  folders.push_back({folder_of(real(file)), use});
}

void add_device(std::vector<Folder>& folders, const fs::path& device) {
  const fs::path found = real(device);
  const bool in_dev = beneath("/dev", found) || beneath("/dev", fs::path(device).lexically_normal());
  folders.push_back({in_dev ? fs::path("/dev") : folder_of(found), Use::device});
}

void add_system(std::vector<Folder>& folders) {
  // /run: where network services keep what /etc/resolv.conf leads to.
  for (const char* path :
       {"/etc", "/usr", "/lib", "/lib32", "/lib64", "/var/lib/ca-certificates", "/run/systemd/resolve",
        "/run/NetworkManager", "/run/resolvconf", "/run/connman", "/dev/urandom", "/dev/random"}) {
    std::error_code error;
    if (fs::exists(path, error)) folders.push_back({path, Use::read});
  }
  folders.push_back({"/dev/null", Use::device});
  for (const char* file : {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/localtime"}) {
    std::error_code error;
    if (fs::exists(file, error)) add_file(folders, file, Use::read);
  }
  for (const char* variable : {"SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF", "OPENSSL_MODULES"}) {
    const char* path = std::getenv(variable);
    if (path != nullptr && *path != '\0') add_file(folders, path, Use::read);
  }
}

std::vector<Folder> resolved(const std::vector<Folder>& folders, std::vector<std::string>& missing) {
  std::vector<Folder> found;
  for (const Folder& folder : folders) {
    std::error_code error;
    if (fs::exists(folder.path, error)) {
      found.push_back({real(folder.path), folder.use});
    } else if (std::find(missing.begin(), missing.end(), folder.path.string()) == missing.end()) {
      missing.push_back(folder.path.string());
    }
  }
  // Parents first, and of one path the larger rights.
  std::sort(found.begin(), found.end(), [](const Folder& a, const Folder& b) {
    return a.path != b.path ? a.path < b.path : a.use > b.use;
  });
  std::vector<Folder> kept;
  for (Folder& folder : found) {
    if (!covered(kept, folder)) kept.push_back(std::move(folder));
  }
  return kept;
}

bool covered(const std::vector<Folder>& allowed, const Folder& wanted) {
  const fs::path path = real(wanted.path);
  return std::any_of(allowed.begin(), allowed.end(), [&](const Folder& folder) {
    return includes(folder.use, wanted.use) && beneath(folder.path, path);
  });
}

}  // namespace gatewarden::confine
