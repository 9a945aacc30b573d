// SPDX-License-Identifier: MIT
#pragma once

// A town of chats around one bot, what a seed makes happen there, and a comparison of it with what the bot was told.

#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::tests {

/// The seeds of a test; another one instead of them to run by hand: NO_LOSS_SEED=NUMBER.
[[nodiscard]] inline std::vector<std::uint64_t> seeds(std::vector<std::uint64_t> usual) {
    if (const auto* wanted = std::getenv("NO_LOSS_SEED"))
        return {std::stoull(wanted)};
    return usual;
}

/// A server that counts the differences that are fetched from it, and those that it refuses.
class counting_server {
public:
    std::atomic<int> fetched{0};
    std::atomic<int> refused{0};
    testing::server telegram{options()};

private:
    testing::server_options options() {
        testing::server_options made;
        made.log = [this](log_level, std::string_view line) {
            if (line.find("Difference: ") == std::string_view::npos)
                return;
            ++(line.ends_with(": answered") ? fetched : refused);
        };
        return made;
    }
};

/// Messages that are numbered together: a channel, or 0 for the private chats and basic groups of the bot.
using numbered_together = std::int64_t;

[[nodiscard]] inline std::int64_t dialog_of(const api::Peer& peer) {
    if (const auto* channel = peer.get_if<api::peerChannel>())
        return testing::channel_dialog(channel->channel_id);
    if (const auto* group = peer.get_if<api::peerChat>())
        return testing::group_dialog(group->chat_id);
    return peer.get_if<api::peerUser>()->user_id;
}

[[nodiscard]] inline numbered_together numbers_of(std::int64_t dialog) {
    return testing::is_channel(dialog) ? dialog : 0;
}

/// All that a bot was told, over its lives.
class hearing {
public:
    struct known_message {
        /// How often it came as a new message, in each life.
        std::map<int, std::size_t> arrivals{};
        std::map<int, std::size_t> edits{};
        std::map<int, std::size_t> deletions{};
        std::string text{};
    };
    using place = std::pair<numbered_together, std::int32_t>;

    /// The bot starts again: from now on it may be told again what it was told before.
    void begin_life() {
        ++life_;
        last_.clear();
    }

    void message(std::int64_t dialog, std::int32_t id, std::string_view text) {
        ++count_;
        auto& known = messages_[{numbers_of(dialog), id}];
        known.text = text;
        if (known.arrivals[life_]++ != 0)
            problems_.push_back("message " + name(dialog, id) + " came twice in one life");
        auto& last = last_[dialog];
        if (id < last)
            problems_.push_back(
                "message " + name(dialog, id) + " came after " + std::to_string(last)
            );
        last = id;
    }
    void edit(std::int64_t dialog, std::int32_t id, std::string_view text) {
        ++count_;
        auto& known = messages_[{numbers_of(dialog), id}];
        known.text = text;
        ++known.edits[life_];
    }
    void deletion(numbered_together numbers, std::int32_t id) {
        ++count_;
        if (messages_[{numbers, id}].deletions[life_]++ != 0)
            problems_.push_back("deletion of " + name(numbers, id) + " came twice in one life");
    }

    /// How much was heard so far.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] const std::map<place, known_message>& messages() const noexcept {
        return messages_;
    }
    /// What came twice in one life, or in the wrong order.
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }

    static std::string name(std::int64_t dialog, std::int32_t id) {
        return std::to_string(dialog) + '/' + std::to_string(id);
    }

private:
    int life_ = 0;
    std::size_t count_ = 0;
    std::map<place, known_message> messages_;
    std::map<std::int64_t, std::int32_t> last_; // the newest message of each chat in this life
    std::vector<std::string> problems_;
};

/// Two senders, ten channels, ten private chats and two groups around one bot, and a plan of what happens there.
class town {
public:
    /// `telegram` must outlive the town; the bot's account must exist.
    town(testing::server& telegram, std::int64_t bot, std::uint64_t seed)
        : telegram_(telegram), bot_(bot), random_(seed) {
        for (auto at = 0; at != 2; ++at)
            senders_.push_back(telegram_.user("Sender " + std::to_string(at)).id());
        for (std::size_t at = 0; at != 10; ++at)
            people_.push_back(telegram_.user("Person " + std::to_string(at)).id());
        play([&](testing::player& acting) {
            using testing::chat_kind;
            for (std::size_t at = 0; at != 10; ++at)
                channels_.push_back(
                    done(acting.create_chat(chat_kind::channel, senders_[at % 2], "Channel", {bot}))
                );
            for (auto at = 0; at != 2; ++at) {
                groups_.push_back(done(
                    acting.create_chat(chat_kind::group, senders_[0], "Group", {senders_[1], bot})
                ));
                acting.promote(groups_.back(), bot);
            }
        });
        // Each chat once: the bot learns where the numbers of the channels begin.
        for (std::size_t at = 0; at != place_count; ++at)
            write(at);
    }
    town(const town&) = delete;
    town& operator=(const town&) = delete;

    /// Somebody writes a message, changes one or removes one.
    void act() {
        const auto kind = below(10);
        if (kind < 7)
            return write(below(place_count));
        auto& chosen = written_[below(written_.size())];
        if (kind < 9)
            change(chosen);
        else
            erase(chosen);
    }

    /// A number below `limit`, from the seed.
    [[nodiscard]] std::size_t below(std::size_t limit) { return random_() % limit; }

    /// All that a bot was not told, and all that it should not have been told.
    [[nodiscard]] std::vector<std::string> differences(const hearing& heard) {
        auto all = heard.problems();
        telegram_.on_server([&] {
            auto& accounts = telegram_.data_centre().accounts();
            std::map<hearing::place, happened> truth;
            collect(accounts.find(bot_)->box, 0, truth);
            for (const auto id : channels_)
                collect(accounts.find_chat(id)->posts, id, truth);
            for (const auto& [place, one] : truth)
                compare(hearing::name(place.first, place.second), one, heard, place, all);
            for (const auto& [place, known] : heard.messages())
                if (truth.count(place) == 0)
                    all.push_back(hearing::name(place.first, place.second) + " was invented");
        });
        return all;
    }

private:
    static constexpr std::size_t place_count = 22;

    struct written {
        std::int64_t by{};
        std::int64_t dialog{};
        std::int32_t id{};
        bool gone = false;
    };

    /// What happened to one message on the server.
    struct happened {
        bool exists = false;
        bool told_of = false; // a service message is not
        std::string text{};
        std::size_t edits = 0;
        bool erased = false;
    };

    static void collect(
        const testing::mailbox& box,
        numbered_together numbers,
        std::map<hearing::place, happened>& truth
    ) {
        using kind = testing::mailbox_event::kind;
        for (const auto& event : box.events()) {
            if (event.what == kind::new_message)
                truth[{numbers, event.message_id}].told_of = true;
            if (event.what == kind::edited)
                ++truth[{numbers, event.message_id}].edits;
            if (event.what == kind::erased)
                for (const auto id : event.ids)
                    truth[{numbers, id}].erased = true;
        }
        for (const auto& [id, message] : box.messages()) {
            auto& one = truth[{numbers, id}];
            one.exists = true;
            one.told_of = !message.is_service() && !message.outgoing;
            one.text = message.text;
        }
    }

    static void compare(
        const std::string& name,
        const happened& one,
        const hearing& heard,
        const hearing::place& place,
        std::vector<std::string>& all
    ) {
        const auto at = heard.messages().find(place);
        const auto known = at == heard.messages().end() ? hearing::known_message{} : at->second;
        if (one.erased && known.deletions.empty())
            all.push_back("the deletion of " + name + " is missing");
        std::size_t edits = 0;
        for (const auto& [life, count] : known.edits) {
            edits += count;
            if (count > one.edits)
                all.push_back("an edit of " + name + " came twice in one life");
        }
        // A message that is gone may have gone before it could be fetched.
        if (!one.exists || !one.told_of)
            return;
        if (known.arrivals.empty())
            all.push_back("message " + name + " is missing");
        if (edits < one.edits)
            all.push_back("an edit of " + name + " is missing");
        if (known.text != one.text)
            all.push_back(name + " is known as \"" + known.text + "\", but is \"" + one.text + '"');
    }

    template <class T>
    static T done(const result<T, std::string>& action) {
        if (!action)
            throw std::logic_error(action.error());
        return *action;
    }

    template <class Work>
    void play(Work work) {
        telegram_.on_server([&] {
            testing::player acting{telegram_.data_centre(), steady_now()};
            work(acting);
            telegram_.pump();
        });
    }

    void write(std::size_t where) {
        written one;
        one.by = where < 10   ? senders_[where % 2]
                 : where < 12 ? senders_[below(2)]
                              : people_[where - 12];
        one.dialog = where < 10 ? channels_[where] : where < 12 ? groups_[where - 10] : bot_;
        play([&](testing::player& acting) {
            one.id = done(acting.post(one.by, one.dialog, text()));
        });
        written_.push_back(one);
    }
    void change(const written& one) {
        if (!one.gone)
            play([&](testing::player& acting) {
                done(acting.edit(one.by, one.dialog, one.id, text()));
            });
    }
    void erase(written& one) {
        if (!std::exchange(one.gone, true))
            play([&](testing::player& acting) { done(acting.erase(one.by, one.dialog, {one.id})); }
            );
    }
    std::string text() { return "text " + std::to_string(++texts_); }

    testing::server& telegram_;
    std::int64_t bot_;
    std::mt19937_64 random_;
    std::vector<std::int64_t> senders_, people_, channels_, groups_;
    std::vector<written> written_;
    std::int64_t texts_ = 0;
};

/// Compares, with a few of the differences and the seed in the report.
inline void check_that_all_was_heard(town& here, const hearing& heard, std::uint64_t seed) {
    auto differences = here.differences(heard);
    const auto count = differences.size();
    differences.resize(std::min<std::size_t>(count, 10));
    std::string text;
    for (const auto& each : differences)
        text += "\n  " + each;
    CHECK_MESSAGE(count == 0, "seed ", seed, ": ", count, " differences:", text);
}

} // namespace awaitgram::tests
