// `gatewarden forget THING`: carries the order out, logs whose it is, and answers when it is stored.
#pragma once

#include "gateway/app/children/learner.hpp"
#include "gateway/status/forgetter.hpp"
#include "gateway/store/store.hpp"

namespace gatewarden::app {

class Forgetting final : public status::Forgetter {
 public:
  Forgetting(Learner& learner, Store& store) : learner_(learner), store_(store) {}

  void forget(const std::string& thing, std::uint32_t uid, Done done) override;

 private:
  Learner& learner_;
  Store& store_;
};

}  // namespace gatewarden::app
