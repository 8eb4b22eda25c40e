#include "gateway/tls/client_identity.hpp"

#include <filesystem>

#include "gateway/base/log.hpp"
#include "gateway/tls/certificate_words.hpp"
#include "gateway/tls/memory_file.hpp"
#include "gateway/tls/pem_file.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden {
namespace {

enum : std::size_t { kCa, kCertificate, kKey };
constexpr std::array<const char*, 3> kWhat{"the CA file", "the certificate", "the private key"};

Result<Secret> content_of(std::size_t which, const std::string& file) {
  if (which == kKey) return read_key_file(kWhat[which], file);
  auto bytes = read_pem_file(kWhat[which], file);
  if (!bytes) return Error{bytes.error()};
  return Secret(std::move(*bytes));
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : between) + word;
  return all;
}

// An error about a copy shall name the original file.
std::string renamed(std::string text, const std::string& copy, const std::string& file) {
  const std::size_t at = text.find(copy);
  if (at == std::string::npos) return text;
  const char next = at + copy.size() < text.size() ? text[at + copy.size()] : ' ';
  return next >= '0' && next <= '9' ? text : text.replace(at, copy.size(), file);
}

}  // namespace

struct ClientIdentity::Set {
  Content content;
  std::array<MemoryFile, 3> copies;
  std::optional<TlsContext::Validity> validity;
};

ClientIdentity::Names ClientIdentity::names_of(const Tls& files) {
  return {files.ca_file, files.certificate_file, files.private_key_file};
}

ClientIdentity::ClientIdentity(Tls files, Content found)
    : files_(std::move(files)), names_(names_of(files_)), in_force_(files_), seen_(std::move(found)) {}

ClientIdentity::ClientIdentity(Tls files, Content found, WallTime now)
    : ClientIdentity(std::move(files), std::move(found)) {
  judge(now);
  remind(now);
}

std::vector<std::string> ClientIdentity::faults(const Tls& files, const Content& found, WallTime now) {
  if (!found.faults.empty()) return found.faults;
  const auto usable = ClientIdentity::usable(files, found, now);
  return usable ? std::vector<std::string>() : std::vector{usable.error()};
}

Result<void> ClientIdentity::usable(const Tls& files, Content found, WallTime now) {
  ClientIdentity tried(files, std::move(found));
  const auto checked = tried.check(tried.seen_, now);
  if (!checked) return Error{checked.error()};
  return {};
}

bool ClientIdentity::look(Content found, WallTime now) {
  remind(now);
  if (found != seen_) {
    seen_ = std::move(found);  // perhaps still being written: judged at the next look
    judged_ = false;
    return false;
  }
  const bool its_time_has_come = valid_from_ && now >= *valid_from_;
  return judged_ && !its_time_has_come ? false : judge(now);
}

ClientIdentity::Content ClientIdentity::read(const Tls& files) {
  const Names names = names_of(files);
  Content content;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    auto bytes = content_of(i, names[i]);
    if (bytes) {
      content.bytes[i] = std::move(*bytes);
    } else {
      content.faults.push_back(bytes.error());
    }
    std::error_code error;
    content.missing |= !std::filesystem::exists(names[i], error) && !error;
  }
  return content;
}

ClientIdentity::Content ClientIdentity::unread(const Tls& files) {
  std::vector<std::string> all;
  for (const std::string& name : names_of(files))
    if (!name.empty()) all.push_back(name);
  Content content;
  content.faults = {"the file system of " + joined(all, ", ") +
                    " does not answer: see to the disk or the server it lies on"};
  return content;
}

Result<std::shared_ptr<const ClientIdentity::Set>> ClientIdentity::check(const Content& content,
                                                                         WallTime now) {
  if (!content.faults.empty()) return Error{joined(content.faults, "; ")};
  auto made = std::make_shared<Set>();
  made->content = content;
  Names copies;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) continue;
    if (auto held = made->copies[i].hold(content.bytes[i].text()); !held) return Error{held.error()};
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
    return Error{subject + " expired on " + date_text(made->validity->until) + ": have a new one issued"};
  if (now >= made->validity->from) return std::shared_ptr<const Set>(made);
  valid_from_ = made->validity->from;
  return Error{subject + " is valid only from " + date_text(*valid_from_)};
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
  log::warning(
      "tls", seen_.missing ? "certificate_missing" : "certificate_unusable",
      {{"why", refused_}, {"now", "no valid set yet: the files are looked at again every few seconds"}});
}

std::optional<WallTime> ClientIdentity::valid_until() const {
  return set_ && set_->validity ? std::optional(set_->validity->until) : std::nullopt;
}

std::string ClientIdentity::expiry(WallTime now) const {
  if (!set_ || !set_->validity || set_->validity->until - now > kWarnBefore) return "";
  const WallTime until = set_->validity->until;
  const std::string subject = "the certificate " + names_[kCertificate];
  if (now > until) return subject + " expired on " + date_text(until) + ": have a new one issued";
  const auto days = std::chrono::floor<std::chrono::days>(until - now).count();
  return subject + " expires in " + std::to_string(days) + (days == 1 ? " day (" : " days (") +
         date_text(until) + ")";
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
