#include "admin/openapi.hpp"

namespace patchbay::admin {

// clang-format off
std::string_view openapi_document() {
  return R"json({
"openapi": "3.1.0",
"info": {"title": "Patchbay administration", "version": "1",
  "description": "Used by the page and the command line. Over TCP a session cookie is needed; over the Unix socket in the home none is. Times are Unix milliseconds; ids are opaque."},
"servers": [{"url": "/admin/v1"}],
"security": [{"session": []}],
"paths": {
  "/status": {"get": {"summary": "Version and providers", "responses": {"200": {"description": "The state now", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/conversations": {"get": {"summary": "All conversations, the newest first", "responses": {"200": {"description": "Summaries, and the id of the last event that they include", "content": {"application/json": {"schema": {"type": "object", "required": ["data", "last_event_id"], "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/ConversationSummary"}}, "last_event_id": {"type": "integer"}}}}}}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/conversations/{id}": {
    "parameters": [{"$ref": "#/components/parameters/Id"}],
    "get": {"summary": "One conversation with its messages", "responses": {"200": {"description": "It, and the id of the last event that it includes", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Conversation"}}}}, "default": {"$ref": "#/components/responses/Error"}}},
    "patch": {"summary": "Rename it", "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["title"], "additionalProperties": false, "properties": {"title": {"type": "string"}}}}}}, "responses": {"200": {"description": "Renamed", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationSummary"}}}}, "default": {"$ref": "#/components/responses/Error"}}},
    "delete": {"summary": "Delete it; a run in it is stopped", "responses": {"204": {"description": "Gone"}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/runs": {"post": {"summary": "Have a message answered; the answer arrives as events", "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RunRequest"}}}}, "responses": {"202": {"description": "The run has begun", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RunAccepted"}}}}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/runs/{id}": {"parameters": [{"$ref": "#/components/parameters/Id"}], "delete": {"summary": "Stop it; the text so far is kept", "responses": {"204": {"description": "Stopped"}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/events": {"get": {"summary": "One stream of everything that happens", "description": "Server-sent events with ids. Events: run.started {run_id, conversation_id, message}; run.delta {run_id, conversation_id, message_id, kind: text or reasoning, offset: UTF-16 code units of that kind before this delta, delta}; run.finished {run_id, conversation_id, message}; conversation.changed {summary}; conversation.deleted {id}; models.changed {}; providers.changed {providers}; reset {}: what was missed is gone, fetch everything anew.",
    "parameters": [{"name": "after", "in": "query", "schema": {"type": "integer"}, "description": "The last event that is known; without it, only what happens from now on"}, {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer"}, "description": "Goes before `after`"}],
    "responses": {"200": {"description": "The stream", "content": {"text/event-stream": {}}}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/login-codes": {"post": {"summary": "A fresh one-time link to the page, good for 10 minutes", "responses": {"201": {"description": "The link", "content": {"application/json": {"schema": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}}}}}, "default": {"$ref": "#/components/responses/Error"}}}},
  "/openapi.json": {"get": {"summary": "This description", "responses": {"200": {"description": "OpenAPI", "content": {"application/json": {}}}}}}
},
"components": {
  "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "patchbay_session"}},
  "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}},
  "responses": {"Error": {"description": "What went wrong", "content": {"application/json": {"schema": {"type": "object", "required": ["error"], "properties": {"error": {"$ref": "#/components/schemas/Error"}}}}}}},
  "schemas": {
    "Error": {"type": "object", "required": ["kind", "type", "message", "origin", "status", "retryable"], "properties": {
      "kind": {"type": "string"}, "type": {"type": "string", "description": "The same as kind"}, "message": {"type": "string"},
      "origin": {"enum": ["client", "gateway", "provider"]}, "provider": {"type": ["string", "null"]}, "model": {"type": ["string", "null"]},
      "status": {"type": "integer"}, "provider_status": {"type": ["integer", "null"]}, "provider_code": {"type": ["string", "null"]},
      "param": {"type": ["string", "null"], "description": "The path of the field at fault"}, "retryable": {"type": "boolean"},
      "retry_after_ms": {"type": ["integer", "null"]}, "causes": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}}},
    "Provider": {"type": "object", "required": ["name", "kind", "local", "managed", "state", "detail"], "properties": {
      "name": {"type": "string"}, "kind": {"type": "string"}, "local": {"type": "boolean"}, "managed": {"type": "boolean"},
      "state": {"enum": ["stopped", "starting", "ready", "failed", "unknown", "missing"]}, "detail": {"type": "string"}}},
    "Status": {"type": "object", "required": ["version", "providers"], "properties": {"version": {"type": "string"}, "providers": {"type": "array", "items": {"$ref": "#/components/schemas/Provider"}}}},
    "ConversationSummary": {"type": "object", "required": ["id", "title", "model", "created_at", "updated_at"], "properties": {
      "id": {"type": "string"}, "title": {"type": "string"}, "model": {"type": "string"}, "created_at": {"type": "integer"}, "updated_at": {"type": "integer"}}},
    "Conversation": {"allOf": [{"$ref": "#/components/schemas/ConversationSummary"}, {"type": "object", "required": ["messages", "last_event_id"], "properties": {
      "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}}, "last_event_id": {"type": "integer"}}}]},
    "Message": {"type": "object", "required": ["id", "role", "text", "reasoning", "status", "model", "provider", "created_at"], "properties": {
      "id": {"type": "string"}, "role": {"enum": ["user", "assistant", "system"]}, "text": {"type": "string"}, "reasoning": {"type": "string"},
      "status": {"enum": ["streaming", "done", "stopped", "failed"]}, "model": {"type": "string"}, "provider": {"type": "string"},
      "created_at": {"type": "integer"}, "run_id": {"type": ["string", "null"]}, "finish_reason": {"type": ["string", "null"]},
      "error": {"anyOf": [{"$ref": "#/components/schemas/Error"}, {"type": "null"}]},
      "usage": {"type": ["object", "null"], "properties": {"input": {"type": ["integer", "null"]}, "output": {"type": ["integer", "null"]}, "reasoning": {"type": ["integer", "null"]}, "cached": {"type": ["integer", "null"]}}},
      "timings": {"type": ["object", "null"], "properties": {"first_token_ms": {"type": ["integer", "null"]}, "total_ms": {"type": "integer"}}},
      "warnings": {"type": "array", "items": {"type": "object", "properties": {"kind": {"type": "string"}, "feature": {"type": "string"}, "detail": {"type": "string"}}}}}},
    "RunRequest": {"type": "object", "required": ["model"], "additionalProperties": false, "description": "Either text alone (a new message; without conversation_id in a new conversation), or regenerate, or replace with text", "properties": {
      "conversation_id": {"type": ["string", "null"]}, "model": {"type": "string"}, "text": {"type": "string"},
      "regenerate": {"type": "string", "description": "Id of an assistant message: it and what follows goes, and is answered anew"},
      "replace": {"type": "string", "description": "Id of a user message: it and what follows goes, and text stands instead"}}},
    "RunAccepted": {"type": "object", "required": ["run_id", "conversation_id", "user_message", "assistant_message"], "properties": {
      "run_id": {"type": "string"}, "conversation_id": {"type": "string"},
      "user_message": {"anyOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}]}, "assistant_message": {"$ref": "#/components/schemas/Message"}}}
  }
}
}
)json";
}
// clang-format on

}  // namespace patchbay::admin
