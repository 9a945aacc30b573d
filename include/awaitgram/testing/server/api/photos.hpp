// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/photos.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/stored_files.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

// The photos of profiles, groups and channels.

namespace awaitgram::testing {

[[nodiscard]] inline api_reply answer_photo(api_call& call, const stored_file* file) {
    api::photos::photo answered;
    answered.photo = api::photoEmpty{};
    if (file != nullptr)
        answered.photo = shown_photo(call.accounts, call.self->id, *file, {call.self->id, 0});
    answered.users.push_back(call.own_view().user(*call.self));
    auto changes = call.changes();
    api::updateUser changed;
    changed.user_id = call.self->id;
    changes.push(call.self->id, changed, {call.self->id});
    call.deliver(changes);
    return answer(answered);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::photos::uploadProfilePhoto& query) {
    if (auto refused = refusal_of(
            {{query.fallback, "fallback"},
             {query.bot.has_value(), "bot"},
             {query.video.has_value(), "video"},
             {query.video_start_ts.has_value(), "video_start_ts"},
             {query.video_emoji_markup.has_value(), "video_emoji_markup"}}
        ))
        return *std::move(refused);
    if (!query.file)
        return refuse(400, "PHOTO_FILE_MISSING");
    const auto sent = take_sent(call, *query.file);
    if (!sent)
        return failure{sent.error()};
    const auto file = store_photo(call, *sent, true);
    if (!file)
        return failure{file.error()};
    auto& photos = call.self->photos;
    photos.insert(photos.begin(), (*file)->id);
    return answer_photo(call, *file);
}

/// Shows another one of the caller's photos, or none.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::photos::updateProfilePhoto& query) {
    if (auto refused = refusal_of({{query.fallback, "fallback"}, {query.bot.has_value(), "bot"}}))
        return *std::move(refused);
    auto& photos = call.self->photos;
    const auto* input = query.id.get_if<api::inputPhoto>();
    if (input == nullptr) {
        if (!photos.empty())
            photos.erase(photos.begin());
        return answer_photo(call, nullptr);
    }
    const auto file = stored_named(call, *input, "PHOTO_ID_INVALID");
    if (!file)
        return failure{file.error()};
    std::erase(photos, (*file)->id);
    photos.insert(photos.begin(), (*file)->id);
    return answer_photo(call, *file);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::photos::deletePhotos& query) {
    tl::vector<std::int64_t> removed;
    for (const auto& each : query.id)
        if (const auto* input = each.get_if<api::inputPhoto>();
            input != nullptr && std::erase(call.self->photos, input->id) != 0)
            removed.push_back(input->id);
    return answer(removed);
}

/// The photos of a user, the newest first.
[[nodiscard]] inline api_reply handle(api_call& call, const api::photos::getUserPhotos& query) {
    const auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    if (query.offset < 0 && query.max_id == 0)
        return refuse(400, "OFFSET_INVALID");
    if (query.limit < 0)
        return refuse(400, "LIMIT_INVALID");
    constexpr std::ptrdiff_t most = 100;
    const auto& photos = user->photos;
    auto at = photos.begin();
    if (query.max_id != 0)
        at = std::find(photos.begin(), photos.end(), query.max_id);
    at += std::clamp<std::ptrdiff_t>(query.offset, photos.begin() - at, photos.end() - at);
    const auto limit = query.limit == 0 ? most : std::min<std::ptrdiff_t>(query.limit, most);
    api::photos::photosSlice slice;
    slice.count = static_cast<std::int32_t>(photos.size());
    for (auto left = std::min(limit, photos.end() - at); left > 0; --left, ++at)
        slice.photos.push_back(shown_photo(
            call.accounts, call.self->id, *call.accounts.files().find(*at), {user->id, 0}
        ));
    slice.users.push_back(call.own_view().user(*user));
    return answer(api::photos::Photos{std::move(slice)});
}

/// Changes or removes the photo of a group or channel.
[[nodiscard]] inline api_reply
set_chat_photo(api_call& call, chat& room, const api::InputChatPhoto& input) {
    if (!may_change_info(call, room))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    const stored_file* file = nullptr;
    if (const auto* uploaded = input.get_if<api::inputChatUploadedPhoto>()) {
        if (auto refused = refusal_of(
                {{uploaded->video.has_value(), "video"},
                 {uploaded->video_start_ts.has_value(), "video_start_ts"},
                 {uploaded->video_emoji_markup.has_value(), "video_emoji_markup"}}
            ))
            return *std::move(refused);
        if (!uploaded->file)
            return refuse(400, "PHOTO_FILE_MISSING");
        const auto sent = take_sent(call, *uploaded->file);
        if (!sent)
            return failure{sent.error()};
        const auto stored = store_photo(call, *sent, true);
        if (!stored)
            return failure{stored.error()};
        file = *stored;
    } else if (const auto* known = input.get_if<api::inputChatPhoto>()) {
        const auto* id = known->id.get_if<api::inputPhoto>();
        if (id == nullptr)
            return refuse(400, "PHOTO_INVALID");
        const auto stored = stored_named(call, *id, "PHOTO_INVALID");
        if (!stored)
            return failure{stored.error()};
        file = *stored;
    } else if (room.photos.empty()) {
        return refuse(400, "CHAT_NOT_MODIFIED");
    }
    const auto shown = [&](std::int64_t id) -> api::Photo {
        const auto* known = call.accounts.files().find(id);
        if (known == nullptr)
            return api::photoEmpty{};
        return shown_photo(call.accounts, call.self->id, *known, {room.id, 0});
    };
    api::channelAdminLogEventActionChangePhoto noted;
    noted.prev_photo = shown(room.photos.empty() ? 0 : room.photos.front());
    noted.new_photo = shown(file != nullptr ? file->id : 0);
    note_event(call, room, std::move(noted));
    room.photos.clear();
    auto changes = call.changes();
    ++room.version;
    if (file == nullptr) {
        announce(changes, *call.self, room.id, api::messageActionChatDeletePhoto{});
        return committed(call, changes);
    }
    room.photos.push_back(file->id);
    api::messageActionChatEditPhoto changed;
    changed.photo = shown(file->id);
    announce(changes, *call.self, room.id, std::move(changed));
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editChatPhoto& query) {
    const auto room = own_group(call, query.chat_id);
    return room ? set_chat_photo(call, **room, query.photo) : failure{room.error()};
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::editPhoto& query) {
    const auto room = channel_named(call, query.channel);
    return room ? set_chat_photo(call, **room, query.photo) : failure{room.error()};
}

} // namespace awaitgram::testing
