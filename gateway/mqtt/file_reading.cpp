#include "gateway/mqtt/file_reading.hpp"

#include "gateway/base/errands.hpp"
#include "gateway/base/result.hpp"
#include "gateway/mqtt/connection/target_secrets.hpp"
#include "gateway/tls/tls_files.hpp"

namespace gatewarden::mqtt {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);

std::vector<std::string> files_of(const Target& target) {
  std::vector<std::string> files{target.password_file};
  if (target.proxy) files.push_back(target.proxy->password_file);
  if (target.tls && !target.tls->kept && !target.tls->read) {
    const Tls& tls = *target.tls;
    files.insert(files.end(), {tls.ca_file, tls.certificate_file, tls.private_key_file});
  }
  std::erase(files, "");
  return files;
}

std::string listed(const std::vector<std::string>& files) {
  std::string all;
  for (const std::string& file : files) all += (all.empty() ? "" : ", ") + file;
  return all;
}

// On the thread.
Result<Target> read(Target target) {
  if (auto secrets = read_secrets(target); !secrets) return Error{secrets.error()};
  target.password_file.clear();
  if (target.proxy) target.proxy->password_file.clear();
  if (target.tls && !target.tls->kept && !target.tls->read) {
    auto tls = with_files_read(std::move(*target.tls));
    if (!tls) return Error{tls.error()};
    target.tls = std::move(*tls);
  }
  return target;
}

class FileReadingSession final : public Session {
 public:
  FileReadingSession(boost::asio::io_context& io, const SessionFactory& factory, Target target)
      : io_(io), factory_(factory), target_(std::move(target)) {}

  void connect(Callbacks callbacks) override {
    const std::string files = listed(files_of(target_));
    if (files.empty()) return begin(target_, std::move(callbacks));
    run_errand<Result<Target>>(
        io_, files, kPatience, [target = target_] { return read(target); },
        [this, files, callbacks = std::move(callbacks),
         alive = std::weak_ptr<bool>(alive_)](std::optional<Result<Target>> target) {
          if (alive.expired()) return;
          if (closed_) return callbacks.lost("closed before it was connected", {});
          if (!target) return callbacks.lost("the file system of " + files + " does not answer", {});
          if (!*target) return callbacks.lost(target->error(), {});
          begin(**target, callbacks);
        });
  }
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
               bool retain) override {
    if (session_) session_->publish(ticket, topic, payload, qos, retain);
  }
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    if (session_) session_->subscribe(ticket, filters, qos);
  }
  void unsubscribe(const std::vector<std::string>& filters) override {
    if (session_) session_->unsubscribe(filters);
  }
  void pause() override {
    if (session_) session_->pause();
  }
  void resume() override {
    if (session_) session_->resume();
  }
  void close() override {
    closed_ = true;
    if (session_) session_->close();
  }

 private:
  void begin(const Target& target, Callbacks callbacks) {
    session_ = factory_(target);
    session_->connect(std::move(callbacks));
  }

  boost::asio::io_context& io_;
  const SessionFactory factory_;
  const Target target_;
  std::unique_ptr<Session> session_;  // from when the files are read
  bool closed_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

SessionFactory reading_files(boost::asio::io_context& io, SessionFactory factory) {
  return [&io, factory = std::move(factory)](const Target& target) {
    return std::make_unique<FileReadingSession>(io, factory, target);
  };
}

}  // namespace gatewarden::mqtt
