// Starts GraphiQL on this server. A query in the address is put into the editor.
const welcome = `# 请在下方 Headers 中填写令牌 Put your token into Headers below:
#   {"Authorization": "Bearer wr_..."}
# 文档见左上角，架构全文见 /schema.graphql The docs are at the top left, the whole schema at /schema.graphql
{
  district(code: "430503") {
    name
    workrooms(first: 20) {
      nodes {
        name
      }
    }
  }
}
`;

const asked = new URLSearchParams(location.search);
const root = ReactDOM.createRoot(document.getElementById('graphiql'));
root.render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    defaultQuery: welcome,
    query: asked.get('query') || undefined,
    variables: asked.get('variables') || undefined,
    defaultEditorToolsVisibility: 'headers',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  }),
);
