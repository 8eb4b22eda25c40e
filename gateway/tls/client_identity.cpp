#include "gateway/tls/client_identity.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/base/log.hpp"
#include "gateway/tls/memory_file.hpp"
#include "gateway/tls/secret_file.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden {
namespace {

enum : std::size_t { kCa, kCertificate, kKey };
constexpr std::array<const char*, 3> kWhat{"the CA file", "the certificate", "the private key"};
constexpr std::size_t kMaxBytes = 4'000'000;  // all authorities of a system take a quarter of a megabyte

Result<std::string> content_of(const char* what, const std::string& file) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const std::string subject = what + (" " + file);
  if (bytes.empty())
    return Error{subject +
                 " cannot be read: " + (errno ? std::strerror(errno) : "it is empty or not a file")};
  if (bytes.size() > kMaxBytes) return Error{subject + " is larger than any such file"};
  return bytes;
}

// An error about a copy shall name the original file.
std::string renamed(std::string text, const std::string& copy, const std::string& file) {
  const std::size_t at = text.find(copy);
  if (at == std::string::npos) return text;
  const char next = at + copy.size() < text.size() ? text[at + copy.size()] : ' ';
  return next >= '0' && next <= '9' ? text : text.replace(at, copy.size(), file);
}

std::string date(WallTime time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

}  // namespace

struct ClientIdentity::Set {
  Content content;
  std::array<MemoryFile, 3> copies;
  std::optional<TlsContext::Validity> validity;
};

ClientIdentity::ClientIdentity(Tls files)
    : files_(std::move(files)),
      names_{files_.ca_file, files_.certificate_file, files_.private_key_file},
      in_force_(files_),
      seen_(read()) {}

ClientIdentity::ClientIdentity(Tls files, WallTime now) : ClientIdentity(std::move(files)) {
  judge(now);
  remind(now);
}

Result<void> ClientIdentity::usable(const Tls& files, WallTime now) {
  ClientIdentity tried(files);
  const auto checked = tried.check(tried.seen_, now);
  if (!checked) return Error{checked.error()};
  return {};
}

bool ClientIdentity::look(WallTime now) {
  remind(now);
  Content found = read();
  if (found != seen_) {
    seen_ = std::move(found);  // perhaps still being written: judged at the next look
    judged_ = false;
    return false;
  }
  const bool its_time_has_come = valid_from_ && now >= *valid_from_;
  return judged_ && !its_time_has_come ? false : judge(now);
}

ClientIdentity::Content ClientIdentity::read() const {
  Content content;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) continue;
    auto bytes = content_of(kWhat[i], names_[i]);
    if (bytes) {
      content.bytes[i] = std::move(*bytes);
    } else if (content.fault.empty()) {
      content.fault = bytes.error();
    }
  }
  if (content.fault.empty() && !names_[kKey].empty()) {
    if (auto closed = only_owner_may_read(kWhat[kKey], names_[kKey]); !closed) content.fault = closed.error();
  }
  return content;
}

Result<std::shared_ptr<const ClientIdentity::Set>> ClientIdentity::check(const Content& content,
                                                                         WallTime now) {
  if (!content.fault.empty()) return Error{content.fault};
  auto made = std::make_shared<Set>();
  made->content = content;
  Names copies;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) continue;
    if (auto held = made->copies[i].hold(content.bytes[i]); !held) return Error{held.error()};
    copies[i] = made->copies[i].name();
  }
  Tls tls = files_;
  tls.ca_file = copies[kCa];
  tls.certificate_file = copies[kCertificate];
  tls.private_key_file = copies[kKey];
  auto context = TlsContext::make(tls, "localhost");  // the name does not matter here
  if (!context) {
    std::string why = context.error();
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (!copies[i].empty()) why = renamed(std::move(why), copies[i], names_[i]);
    return Error{why};
  }
  made->validity = (*context)->validity();
  if (!made->validity) return std::shared_ptr<const Set>(made);
  const std::string subject = "the certificate " + names_[kCertificate];
  if (now > made->validity->until)
    return Error{subject + " expired on " + date(made->validity->until) + ": have a new one issued"};
  if (now >= made->validity->from) return std::shared_ptr<const Set>(made);
  valid_from_ = made->validity->from;
  return Error{subject + " is valid only from " + date(*valid_from_)};
}

// Whether the files seen last have come into force now.
bool ClientIdentity::judge(WallTime now) {
  judged_ = true;
  valid_from_.reset();
  if (set_ && set_->content == seen_) {
    refused_.clear();
    return false;
  }
  auto checked = check(seen_, now);
  if (!checked) {
    refused_ = checked.error();
    say_refused();
    return false;
  }
  const bool first = !set_;
  refused_.clear();
  set_ = std::move(*checked);
  in_force_ = files_;
  in_force_.kept = set_;
  if (!names_[kCa].empty()) in_force_.ca_file = set_->copies[kCa].name();
  if (!names_[kCertificate].empty()) in_force_.certificate_file = set_->copies[kCertificate].name();
  if (!names_[kKey].empty()) in_force_.private_key_file = set_->copies[kKey].name();
  reminded_.reset();
  if (!first) log::info("tls", "certificate_taken", {{"certificate", names_[kCertificate]}});
  return true;
}

// Without a set in force nothing is being replaced: this is the start.
void ClientIdentity::say_refused() const {
  if (set_)
    return log::warning("tls", "certificate_refused",
                        {{"why", refused_}, {"goes_on_with", "the one in force"}});
  std::error_code ignored;
  const bool missing = std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
    return !name.empty() && !std::filesystem::exists(name, ignored);
  });
  log::warning(
      "tls", missing ? "certificate_missing" : "certificate_unusable",
      {{"why", refused_}, {"now", "no valid set yet: the files are looked at again every few seconds"}});
}

std::string ClientIdentity::expiry(WallTime now) const {
  if (!set_ || !set_->validity || set_->validity->until - now > kWarnBefore) return "";
  const WallTime until = set_->validity->until;
  const std::string subject = "the certificate " + names_[kCertificate];
  if (now > until) return subject + " expired on " + date(until) + ": have a new one issued";
  const auto days = std::chrono::floor<std::chrono::days>(until - now).count();
  return subject + " expires in " + std::to_string(days) + (days == 1 ? " day (" : " days (") + date(until) +
         ")";
}

void ClientIdentity::remind(WallTime now) {
  if (reminded_ && now - *reminded_ < std::chrono::days(1)) return;
  const std::string text = expiry(now);
  if (text.empty()) return;
  reminded_ = now;
  log::warning("tls", "certificate_expires", {{"why", text}});
}

std::string ClientIdentity::concern(WallTime now) const {
  if (refused_.empty()) return expiry(now);
  if (!set_) return refused_;
  const std::string soon = expiry(now);
  return "what is on the disk is not taken: " + refused_ + (soon.empty() ? "" : "; " + soon);
}

}  // namespace gatewarden
