// Queries of the dashboard, against release 1.0 of the security API.
import { gql } from "graphql-tag";

export const ALERT_CARD = gql`
  fragment AlertCard on Alert {
    id
    title
    severity
    status
    assigneeEmail
    eventCount
  }
`;

export const DASHBOARD_ALERTS = gql`
  query DashboardAlerts($cursor: String) {
    alerts(input: { sort: { by: SEVERITY, direction: DESC }, pageSize: 12, cursor: $cursor }) {
      edges {
        node {
          ...AlertCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  ${ALERT_CARD}
`;

export const DASHBOARD_METRICS = gql`
  query DashboardMetrics {
    metrics {
      openAlerts
      bytesByLogSource {
        label
        total
        points {
          at
          value
        }
      }
    }
  }
`;

export const DASHBOARD_QUERIES = gql`
  query DashboardQueries {
    dataLakeQueries(input: { pageSize: 5 }) {
      edges {
        node {
          id
          name
          status
          bytesScanned
          startedBy {
            ... on User {
              email
            }
            ... on ApiToken {
              name
            }
          }
        }
      }
    }
  }
`;

export const DASHBOARD_SOURCES = gql`
  query DashboardSources {
    logSources {
      edges {
        node {
          id
          label
          kind
          health {
            status
          }
        }
      }
    }
  }
`;

export const DASHBOARD_VIEWER = gql`
  query DashboardViewer {
    viewer {
      __typename
      ... on User {
        givenName
        familyName
        email
      }
      ... on ApiToken {
        name
        expiresAt
      }
    }
  }
`;
