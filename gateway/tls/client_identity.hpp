// The certificate, key and CA file in force for a TLS connection.
//
// Reading the files is apart from judging them: a file system may not answer, so read() belongs on a thread (Errands),
// all else on the loop, without touching a disk.
//
// Connections use copies in memory, so that a half-written file cannot break a reconnect. The files are
// polled, which works on every file system and through swapped links (Kubernetes replaces a whole folder that
// way). A set that is unchanged for one look, valid and consistent is taken; any other is refused and logged
// once, and the set in force stays.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/tls/secret.hpp"
#include "gateway/tls/tls.hpp"

namespace gatewarden {

class ClientIdentity {
 public:
  static constexpr Duration kLookEvery = std::chrono::seconds(5);
  static constexpr std::chrono::days kWarnBefore{30};

  // How long a read() may take before its files count as unreadable.
  static constexpr Duration kPatience = std::chrono::seconds(5);

  // What lies at the files, or why it cannot be used at all.
  struct Content {
    std::array<Secret, 3> bytes;      // CA, certificate, key; the key is one
    std::vector<std::string> faults;  // of each file that cannot be used at all
    bool missing = false;             // one of the files is not there
    friend bool operator==(const Content&, const Content&) = default;
  };
  // May wait for the file system. Touches nothing else, so any thread may call it.
  static Content read(const Tls& files);
  // For a read() that did not come back.
  static Content unread(const Tls& files);

  // `files`: as configured; `found`: what was read of them.
  ClientIdentity(Tls files, Content found, WallTime now);

  // Why the files could not come into force now: of each that cannot be read, or of the set. Empty: they could.
  static std::vector<std::string> faults(const Tls& files, const Content& found, WallTime now);
  // The same in one sentence.
  static Result<void> usable(const Tls& files, Content found, WallTime now);
  // Why what is on the disk is not in force; empty: it is.
  const std::string& refused() const { return refused_; }

  // When the certificate in force ends; nothing: there is none.
  std::optional<WallTime> valid_until() const;

  // The copies, or the configured files while none was valid (the session then says why).
  const Tls& in_force() const { return in_force_; }

  // With what was read just now; warns daily of a certificate that expires soon. True: reconnect, with another set.
  bool look(Content found, WallTime now);
  const Tls& files() const { return files_; }

  // For the operator, if anything: "the certificate ... expires in 12 days (2026-03-04)".
  std::string concern(WallTime now) const;

 private:
  // CA, certificate, key, as in Content::bytes. Empty: not configured.
  using Names = std::array<std::string, 3>;
  static Names names_of(const Tls& files);
  struct Set;  // a valid content and its copies

  ClientIdentity(Tls files, Content found);  // judges nothing yet
  Result<std::shared_ptr<const Set>> check(const Content& content, WallTime now);
  bool judge(WallTime now);
  void say_refused() const;
  std::string expiry(WallTime now) const;
  void remind(WallTime now);

  const Tls files_;
  const Names names_;
  Tls in_force_;
  std::shared_ptr<const Set> set_;  // null: never valid
  Content seen_;
  bool judged_ = false;                 // what was seen last
  std::string refused_;                 // why that is not in force
  std::optional<WallTime> valid_from_;  // if it is refused only as too early
  std::optional<WallTime> reminded_;
};

}  // namespace gatewarden
