// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/polls.hpp>
#include <awaitgram/testing/server/world/stored_message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// A live location that is shown for a period.
[[nodiscard]] inline api::messageMediaGeoLive
live_location(const api::inputMediaGeoLive& input, std::int32_t period) {
    api::messageMediaGeoLive shown;
    shown.geo = api::geoPointEmpty{};
    if (const auto* point = input.geo_point.get_if<api::inputGeoPoint>()) {
        api::geoPoint geo;
        geo.lat = point->lat;
        geo.long_ = point->long_;
        geo.accuracy_radius = point->accuracy_radius;
        shown.geo = std::move(geo);
    }
    shown.heading = input.heading;
    shown.period = period;
    shown.proximity_notification_radius = input.proximity_notification_radius;
    return shown;
}

/// A game of the calling bot, which has every game that it names.
[[nodiscard]] inline std::optional<api::messageMediaGame>
game_of(api_call& call, const api::inputMediaGame& input) {
    const auto* named = input.id.get_if<api::inputGameShortName>();
    if (named == nullptr || !call.self->bot || !named->bot_id.is<api::inputUserSelf>() ||
        named->short_name.empty())
        return std::nullopt;
    api::messageMediaGame shown;
    shown.game.id = call.accounts.unique_number();
    shown.game.short_name = named->short_name;
    shown.game.title = named->short_name;
    shown.game.photo = api::photoEmpty{};
    return shown;
}

/// The media that a message shows, with its poll added to the world; null when the server has no such media.
[[nodiscard]] inline std::shared_ptr<message_extras>
shown_media(api_call& call, const place& to, const api::InputMedia& input) {
    auto extras = std::make_shared<message_extras>();
    if (const auto* contact = input.get_if<api::inputMediaContact>()) {
        api::messageMediaContact shown;
        shown.phone_number = contact->phone_number;
        shown.first_name = contact->first_name;
        shown.last_name = contact->last_name;
        shown.vcard = contact->vcard;
        extras->media = std::move(shown);
    } else if (const auto* dice = input.get_if<api::inputMediaDice>()) {
        api::messageMediaDice shown;
        shown.emoticon = dice->emoticon;
        shown.value =
            1 + static_cast<std::int32_t>(static_cast<std::uint64_t>(call.random_number()) % 6);
        extras->media = std::move(shown);
    } else if (const auto* point = input.get_if<api::inputMediaGeoPoint>();
               point != nullptr && point->geo_point.is<api::inputGeoPoint>()) {
        api::geoPoint geo;
        geo.lat = point->geo_point.get_if<api::inputGeoPoint>()->lat;
        geo.long_ = point->geo_point.get_if<api::inputGeoPoint>()->long_;
        api::messageMediaGeo shown;
        shown.geo = geo;
        extras->media = std::move(shown);
    } else if (const auto* live = input.get_if<api::inputMediaGeoLive>();
               live != nullptr && live->period && !live->stopped &&
               live->geo_point.is<api::inputGeoPoint>()) {
        extras->media = live_location(*live, *live->period);
    } else if (const auto* game = input.get_if<api::inputMediaGame>()) {
        auto shown = game_of(call, *game);
        if (!shown)
            return nullptr;
        extras->media = *std::move(shown);
    } else if (const auto* asked = input.get_if<api::inputMediaPoll>()) {
        poll_record record;
        record.poll = asked->poll;
        record.poll.id = call.accounts.unique_number() + (std::int64_t{1} << 50);
        record.creator = call.self->id;
        record.dialog = to.dialog();
        tl::vector<api::PollAnswer> answers;
        for (const auto& each : asked->poll.answers) {
            api::pollAnswer shown;
            if (const auto* given = each.get_if<api::pollAnswer>())
                shown = *given;
            else if (const auto* wanted = each.get_if<api::inputPollAnswer>())
                shown.text = wanted->text;
            if (shown.option.view().empty())
                shown.option = tl::bytes{std::to_string(answers.size())};
            answers.push_back(std::move(shown));
        }
        record.poll.answers = std::move(answers);
        if (asked->correct_answers)
            for (const auto at : *asked->correct_answers)
                if (at >= 0 && static_cast<std::size_t>(at) < record.poll.answers.size())
                    record.correct.push_back(
                        poll_record::text_of(record.poll.answers[static_cast<std::size_t>(at)])
                    );
        extras->poll = record.poll.id;
        (void)call.accounts.add_poll(std::move(record));
    } else {
        return nullptr;
    }
    return extras;
}

} // namespace awaitgram::testing
