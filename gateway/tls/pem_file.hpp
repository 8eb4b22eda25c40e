// The files of a TLS connection as bytes. Not on the loop: a file system may not answer.
#pragma once

#include <string>

#include "gateway/base/result.hpp"
#include "gateway/tls/secret.hpp"

namespace gatewarden {

constexpr std::size_t kMaxPem = 4'000'000;  // bytes; all authorities of a system take a quarter of a megabyte

// `what` begins the error: "the CA file". An empty file is an error.
Result<std::string> read_pem_file(const std::string& what, const std::string& file);
// One that nobody else may read.
Result<Secret> read_key_file(const std::string& what, const std::string& file);

}  // namespace gatewarden
