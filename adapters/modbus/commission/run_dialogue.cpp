#include "adapters/modbus/commission/run_dialogue.hpp"

#include <cassert>

namespace gatewarden::modbus {

void run_dialogue(RequestClient& client, std::uint8_t unit, Dialogue& dialogue, unsigned repeats,
                  const RequestClient::Done& done) {
  const auto question = dialogue.next();
  assert(question && "a dialogue begins with a question");
  client.ask(unit, *question, repeats, [&client, unit, &dialogue, repeats, done](const Answer& answer) {
    if (answer.kind == Answer::Kind::line_lost) return done(answer);
    answer.kind == Answer::Kind::answered ? dialogue.answered(answer.response) : dialogue.unanswered();
    dialogue.next() ? run_dialogue(client, unit, dialogue, repeats, done) : done(answer);
  });
}

}  // namespace gatewarden::modbus
