#include "gateway/app/reading/identity_watch.hpp"

#include "gateway/base/errands.hpp"

namespace gatewarden::app {

const Tls& IdentityWatch::begin(const Tls& files, ClientIdentity::Content found) {
  end();
  return identity_.emplace(files, std::move(found), clock_.wall()).in_force();
}

void IdentityWatch::end() {
  identity_.reset();
  looking_ = false;
  ++made_;
}

void IdentityWatch::tick(std::function<void(const Tls& in_force)> renewed) {
  if (!identity_ || looking_ || clock_.now() - last_look_ < ClientIdentity::kLookEvery) return;
  last_look_ = clock_.now();
  looking_ = true;
  const Tls files = identity_->files();
  run_errand<ClientIdentity::Content>(
      io_, "identity of the uplink", ClientIdentity::kPatience,
      [files] { return ClientIdentity::read(files); },
      [this, files, made = made_,
       renewed = std::move(renewed)](std::optional<ClientIdentity::Content> found) {
        if (made != made_) return;
        looking_ = false;
        if (identity_->look(found ? std::move(*found) : ClientIdentity::unread(files), clock_.wall()))
          renewed(identity_->in_force());
      });
}

}  // namespace gatewarden::app
